import 'server-only';
import { fetchUserInfo } from 'openid-client';
import { parseUserInfo, type UserInfo } from './claims';
import { getClient } from './client';
import { toAuthError } from './errors';

/**
 * Asks Logto for the user's current claims.
 *
 * @param accessToken the opaque one; Logto refuses a resource's token here
 * @param subject the ID token's `sub`; an answer about anybody else is refused
 * @throws {AuthError} `session_refused`, `invalid_response`, `provider_unreachable`
 * @see https://openid.net/specs/openid-connect-core-1_0.html#UserInfo
 */
export async function requestUserInfo(accessToken: string, subject: string): Promise<UserInfo> {
  try {
    return parseUserInfo(await fetchUserInfo(await getClient(), accessToken, subject));
  } catch (error) {
    throw toAuthError(error, 'session_refused');
  }
}
