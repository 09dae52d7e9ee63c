import { withUser } from '@/lib/auth';

/** For users who may invite members to the organization in its path. */
export const GET = withUser(async (_request, { params }) => Response.json(await params), {
  require: ({ id }: { id: string }) => ({ organization: { id, permission: 'invite:member' } }),
});
