import 'server-only';
import { cache } from 'react';
import { claimsOf } from './claims-of';
import { leave, sessionOrLeave, tokenFor } from './current-session';
import type { UserInfo } from '../logto/claims';
import { requestUserInfo } from '../logto/userinfo';

/**
 * The user's current claims, from Logto's userinfo endpoint: at most one request for each page.
 *
 * @throws {AuthError} those of `getAccessToken`, and `session_refused`, under `withUser`; elsewhere
 *   the browser is sent to the error page
 */
export const fetchUserInfo = cache(async (): Promise<UserInfo> => {
  const { sub } = claimsOf(await sessionOrLeave());
  const token = await tokenFor({});
  try {
    return await requestUserInfo(token, sub);
  } catch (error) {
    return leave(error);
  }
});
