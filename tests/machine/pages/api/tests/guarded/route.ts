import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { requireUser, withUser, type Requirement } from '@/lib/auth';

const handler = withUser(async (request) => {
  const query = request.nextUrl.searchParams;
  const { sub } = await requireUser(JSON.parse(query.get('requirement') ?? '{}') as Requirement);
  if (query.has('own')) (await cookies()).set('own', 'cookie');
  const then = query.get('then');
  if (then !== null) redirect(then);
  return Response.json({ sub });
});

/** For users who meet the requirement of the query. With `own` it sets a cookie; with `then` it redirects there. */
export { handler as GET, handler as POST };
