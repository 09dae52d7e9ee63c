import { redirect } from 'next/navigation';
import { requireUser, withUser, type Requirement } from '@/lib/auth';

const handler = withUser(async (request) => {
  const query = request.nextUrl.searchParams;
  const { sub } = await requireUser(JSON.parse(query.get('requirement') ?? '{}') as Requirement);
  const then = query.get('then');
  if (then !== null) redirect(then);
  return Response.json({ sub });
});

/** For who meets the requirement of the query; leads on to `then`, where there is one. */
export { handler as GET, handler as POST };
