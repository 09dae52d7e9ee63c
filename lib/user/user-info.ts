import 'server-only';
import type { UserInfo } from '../logto/claims';
import { requestUserInfo } from '../logto/client';
import { accessTokenFor } from './access-token';
import { requireSession } from './current-session';
import { endRequest, getPageContext } from './request-context';

/**
 * Returns the user's current claims, from Logto's userinfo endpoint. A page asks once, however often it calls this.
 * @throws {AuthError} those of `getAccessToken`, and `session_refused`, under `withUser`; elsewhere the browser is
 *   redirected to the error page
 */
export async function fetchUserInfo(): Promise<UserInfo> {
  const page = getPageContext();
  const request = async () => {
    const { session } = await requireSession();
    return requestUserInfo(await accessTokenFor({}), session.claims.sub);
  };
  return (page ? (page.userInfo ??= request()) : request()).catch(endRequest);
}
