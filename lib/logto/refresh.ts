import 'server-only';
import { refreshTokenGrant } from 'openid-client';
import { AuthError } from '../errors';
import { decodeIdToken } from './claims';
import { getClient } from './client';
import { toAuthError } from './errors';
import { getKeySet } from './key-set';
import type { TokenTarget } from './token-target';
import { toTokens, type Tokens } from './tokens';

/**
 * Spends the refresh token: for an access token, a new ID token, and, where Logto rotates, a new
 * refresh token. Whoever calls this must store the answer, and must be the only one who does.
 *
 * @param idToken the session's; the new one must be about the same user
 * @throws {AuthError} `session_ended`, `access_denied` (not a member of the organization),
 *   `invalid_target`, `client_refused`, `invalid_response`, `provider_unreachable`
 * @see https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokens
 * @see https://www.rfc-editor.org/rfc/rfc8707#section-2.2
 */
export async function refreshTokens(
  refreshToken: string,
  idToken: string,
  { resource, organizationId }: TokenTarget,
): Promise<Tokens> {
  try {
    await getKeySet();
    const answer = await refreshTokenGrant(await getClient(), refreshToken, {
      ...(resource === undefined ? {} : { resource }),
      ...(organizationId === undefined ? {} : { organization_id: organizationId }),
    });
    const tokens = await toTokens(answer);
    assertSameUser(idToken, tokens.idToken);
    return tokens;
  } catch (error) {
    const known = toAuthError(error);
    throw known.code === 'code_refused' ? new AuthError('session_ended', { cause: error }) : known;
  }
}

/** @see https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokenResponse */
function assertSameUser(before: string, after: string): void {
  const [old, renewed] = [decodeIdToken(before), decodeIdToken(after)];
  const sameNonce = renewed['nonce'] === undefined || renewed['nonce'] === old['nonce'];
  const sameAuthTime = renewed.auth_time === undefined || renewed.auth_time === old.auth_time;
  if (renewed.sub !== old.sub || !sameNonce || !sameAuthTime)
    throw new AuthError('invalid_response');
}
