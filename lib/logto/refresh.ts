import 'server-only';
import { refreshTokenGrant } from 'openid-client';
import * as z from 'zod/mini';
import { AuthError } from '../errors';
import { decodeIdToken } from './claims';
import { getClient } from './client';
import { toAuthError } from './errors';
import { fetchFromLogto } from './http';
import { getKeySet } from './key-set';
import type { TokenTarget } from './token-target';
import { toTokens, type Tokens } from './tokens';

/**
 * Spends the refresh token: for an access token, a new ID token, and, where Logto rotates, a new
 * refresh token. Whoever calls this must store the answer, and must be the only one who does.
 *
 * @param idTokenBefore the session's; the new one must be about the same user and the same sign-in
 * @param spending what to do `before` the token is sent, last of all; and `after` it was spent, with the one that
 *   takes its place: that is awaited before anything else in Logto's answer is looked at, because whatever
 *   becomes of the rest, the old refresh token is worth nothing any more. What they throw, this throws.
 * @throws {AuthError} `session_ended`, `access_denied` (not a member of the organization),
 *   `invalid_target`, `client_refused`, `invalid_response`, `provider_unreachable`
 * @see https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokens
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6
 * @see https://www.rfc-editor.org/rfc/rfc8707#section-2.2
 */
export async function refreshTokens(
  refreshToken: string,
  idTokenBefore: string,
  { resource, organizationId }: TokenTarget,
  spending: { before: () => void; after: (rotated: string) => Promise<void> },
): Promise<Tokens> {
  try {
    await getKeySet();
    const client = await getClient(async (url, options) => {
      spending.before();
      const response = await fetchFromLogto(url, options);
      const received = response.ok ? await refreshTokenIn(response.clone()) : undefined;
      if (received !== undefined && received !== refreshToken) await spending.after(received);
      return response;
    });
    const answer = await refreshTokenGrant(client, refreshToken, {
      ...(resource === undefined ? {} : { resource }),
      ...(organizationId === undefined ? {} : { organization_id: organizationId }),
    });
    const tokens = await toTokens(answer);
    assertSameSignIn(idTokenBefore, tokens.idToken);
    return tokens;
  } catch (error) {
    const known = toAuthError(error);
    throw known.code === 'code_refused' ? new AuthError('session_ended', { cause: error }) : known;
  }
}

const answerSchema = z.object({ refresh_token: z.string().check(z.minLength(1)) });

async function refreshTokenIn(response: Response): Promise<string | undefined> {
  const body: unknown = await response.json().catch(() => undefined);
  return answerSchema.safeParse(body).data?.refresh_token;
}

/**
 * What the new ID token says of user and sign-in must be what the old one said. `auth_time` may be new: Logto
 * adds it to every ID token since it knows step-up.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokenResponse
 */
function assertSameSignIn(before: string, after: string): void {
  const [old, renewed] = [decodeIdToken(before), decodeIdToken(after)];
  const sameNonce = renewed['nonce'] === undefined || renewed['nonce'] === old['nonce'];
  const sameAuthTime =
    renewed.auth_time === undefined ||
    old.auth_time === undefined ||
    renewed.auth_time === old.auth_time;
  if (renewed.sub !== old.sub || !sameNonce || !sameAuthTime)
    throw new AuthError('invalid_response');
}
