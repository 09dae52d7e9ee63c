import { withUser } from '@/lib/auth';

/** The user's current claims, asked from Logto, for scripts. */
export const GET = withUser((_request, { userInfo }) => Response.json({ user: userInfo }), {
  fetchUserInfo: true,
});
