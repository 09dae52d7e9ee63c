import { requireUser, withUser, type Requirement } from '@/lib/auth';

const handler = withUser(async (request) => {
  const requirement = request.nextUrl.searchParams.get('requirement') ?? '{}';
  const { sub } = await requireUser(JSON.parse(requirement) as Requirement);
  return Response.json({ sub });
});

/** For who meets the requirement of the query. */
export { handler as GET, handler as POST };
