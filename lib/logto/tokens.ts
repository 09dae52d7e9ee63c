import 'server-only';
import { refreshTokenGrant, type TokenEndpointResponse } from 'openid-client';
import * as z from 'zod';
import { getConfig } from '../config';
import { AuthError } from '../errors';
import { idTokenClaimsSchema, type IdTokenClaims } from './claims';
import { fetchFromLogto, getClient } from './client';
import { toAuthError } from './errors';
import { getKeySet, verifyJwt } from './jwt';
import type { TokenTarget } from './token-target';

/** Seconds that an access token without `expires_in` is used for: well below what Logto gives. */
const assumedLifetimeSeconds = 300;

/** The tokens that Logto issued. Lifetimes are durations, because the two clocks may differ. */
export interface Tokens {
  claims: IdTokenClaims; // of the verified ID token
  idTokenLifetimeSeconds: number;
  refreshToken?: string;
  accessToken: { value: string; lifetimeSeconds: number };
}

/**
 * Reads an answer of the token endpoint, and checks what openid-client hasn't: above all, the ID token's signature.
 * @throws jose's and zod's errors as well as AuthErrors: the caller converts them
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export async function toTokens(answer: TokenEndpointResponse): Promise<Tokens> {
  const { id_token: idToken, refresh_token: refreshToken, access_token: value } = answer;
  const { appId } = getConfig();
  if (!idToken || answer.token_type !== 'bearer') throw new AuthError('invalid_response');
  const payload = await verifyJwt(idToken, { source: 'logto', audience: appId });
  const claims = idTokenClaimsSchema.parse(payload);
  const { azp, exp, iat, auth_time: authTime = 0 } = claims;
  const lifetimeSeconds = Math.floor(answer.expires_in ?? assumedLifetimeSeconds);
  const idTokenLifetimeSeconds = Math.floor(exp - iat);
  if (lifetimeSeconds <= 0 || idTokenLifetimeSeconds <= 0 || (azp !== undefined && azp !== appId))
    throw new AuthError('invalid_response');
  // Drops an `auth_time` after `iat`: it can't be right.
  if (authTime > iat) delete claims.auth_time;
  return {
    claims,
    idTokenLifetimeSeconds,
    ...(refreshToken !== undefined && { refreshToken }),
    accessToken: { value, lifetimeSeconds },
  };
}

const answerSchema = z.object({ refresh_token: z.string().min(1) });

/**
 * Redeems the refresh token for an access token, a new ID token and, where Logto rotates it, a new refresh token. The
 * caller must store the answer, and must be the only one that redeems this token.
 * @param hooks `beforeUse` runs right before the token is sent. `onRotated` gets the new refresh token, and is awaited
 *   before the rest is checked, because the old token can no longer be used. Their errors are thrown, too.
 * @throws {AuthError} `session_ended`, `access_denied` (not a member of the organization), `invalid_target`,
 *   `client_refused`, `request_refused`, `invalid_response`, `provider_unreachable`
 */
export async function refreshTokens(
  { refreshToken, claims }: { refreshToken: string; claims: IdTokenClaims },
  { resource, organizationId }: TokenTarget,
  hooks: { beforeUse: () => void; onRotated: (refreshToken: string) => Promise<void> },
): Promise<Tokens> {
  try {
    await getKeySet();
    const client = await getClient(async (url, options) => {
      hooks.beforeUse();
      const response = await fetchFromLogto(url, options);
      const copy = response.clone();
      const { data } = answerSchema.safeParse(await copy.json().catch(() => undefined));
      const isRotated = response.ok && data && data.refresh_token !== refreshToken;
      if (isRotated) await hooks.onRotated(data.refresh_token);
      return response;
    });
    const answer = await refreshTokenGrant(client, refreshToken, {
      ...(resource !== undefined && { resource }),
      ...(organizationId !== undefined && { organization_id: organizationId }),
    });
    const tokens = await toTokens(answer);
    assertSameSignIn(claims, tokens.claims);
    return tokens;
  } catch (error) {
    const known = toAuthError(error);
    throw known.code === 'code_refused' ? new AuthError('session_ended', { cause: error }) : known;
  }
}

/**
 * Checks that a renewed ID token is about the same user and sign-in (OpenID Connect Core, 12.2). It may lack the
 * `nonce`, and gain or lose `auth_time`. Current versions of Logto add `auth_time` to every ID token.
 */
function assertSameSignIn(before: IdTokenClaims, { sub, nonce, auth_time }: IdTokenClaims): void {
  const sameNonce = nonce === undefined || nonce === before['nonce'];
  const sameAuthTime = auth_time === undefined || auth_time === (before.auth_time ?? auth_time);
  if (sub !== before.sub || !sameNonce || !sameAuthTime) throw new AuthError('invalid_response');
}
