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

/** For who meets the requirement of the query; sets a cookie of its own with `own`, and leads on to `then`, where there is one. */
export { handler as GET, handler as POST };
