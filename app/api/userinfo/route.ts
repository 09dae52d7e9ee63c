import { withUser } from '@/lib/auth';
import { jsonResponse } from '@/lib/http/responses';

/** The user's current claims, asked from Logto, for scripts. */
export const GET = withUser((_request, { userInfo }) => jsonResponse({ user: userInfo }), {
  fetchUserInfo: true,
});
