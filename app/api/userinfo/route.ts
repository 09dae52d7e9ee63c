import { withUser } from '@/lib/auth';

/** Returns the user's current claims from Logto, for scripts. */
export const GET = withUser((_request, { userInfo }) => Response.json({ user: userInfo }), {
  fetchUserInfo: true,
});
