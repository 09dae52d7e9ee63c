import 'server-only';
import { tokenFor } from './access-token';
import { claimsOf } from './claims-of';
import { requireSession } from './current-session';
import { endRequest } from './end-request';
import { getRendering } from './rendering';
import type { UserInfo } from '../logto/claims';

/**
 * The user's current claims, from Logto's userinfo endpoint: at most one request for each page.
 *
 * @throws {AuthError} those of `getAccessToken`, and `session_refused`, under `withUser`; elsewhere
 *   the browser is sent to the error page
 */
export async function fetchUserInfo(): Promise<UserInfo> {
  const rendering = await getRendering();
  return rendering ? (rendering.userInfo ??= askForUserInfo()) : askForUserInfo();
}

async function askForUserInfo(): Promise<UserInfo> {
  try {
    const { session } = await requireSession();
    // Imported here, and not above: most requests need nothing of Logto, and openid-client takes its time to load.
    const { requestUserInfo } = await import('../logto/userinfo');
    return await requestUserInfo(await tokenFor({}), claimsOf(session).sub);
  } catch (error) {
    return endRequest(error);
  }
}
