import type { TokenEndpointResponse } from 'openid-client';
import { getConfig } from '../config';
import { AuthError } from '../errors';
import { authenticationIn, type Authentication } from './authentication';
import { decodeAccessToken, parseIdTokenClaims } from './claims';
import { verifyJwt } from './jwt';

/** What Logto issued, with lifetimes and no ends: they hold whatever the clocks say. */
export interface Tokens {
  /** Whose they are, in which of Logto's sessions they were issued, and when (seconds, by Logto's clock). */
  origin: { sub: string; sid?: string; iat: number };
  /** When and how the user signed in. */
  authentication: Authentication;
  idToken: string;
  idTokenLifetimeSeconds: number;
  refreshToken?: string;
  accessToken: { value: string; lifetimeSeconds: number };
}

/**
 * Takes from Logto's answer what a session needs. The ID token's signature is verified here:
 * openid-client has checked all else, and relies on TLS for that.
 *
 * @throws {AuthError} `invalid_response` when there is no ID token, when it is meant for another app,
 *   when pages could not read its claims, or when a token would be over on arrival; and what `verifyJwt` throws
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1
 */
export async function toTokens(answer: TokenEndpointResponse): Promise<Tokens> {
  const {
    id_token: idToken,
    refresh_token: refreshToken,
    access_token: value,
    token_type: type,
    expires_in = lifetimeSecondsOf(value),
  } = answer;
  const { appId } = getConfig();
  // We could use no other kind of token.
  if (idToken === undefined || type !== 'bearer') throw new AuthError('invalid_response');
  const claims = parseIdTokenClaims(await verifyJwt(idToken, { source: 'logto', audience: appId }));
  const { sub, sid, azp, exp, iat } = claims;
  const lifetimeSeconds = Math.floor(expires_in);
  const idTokenLifetimeSeconds = Math.floor(exp - iat);
  if (lifetimeSeconds <= 0 || idTokenLifetimeSeconds <= 0 || (azp !== undefined && azp !== appId))
    throw new AuthError('invalid_response');
  return {
    origin: { sub, iat, ...(sid === undefined ? {} : { sid }) },
    authentication: authenticationIn(claims),
    idToken,
    idTokenLifetimeSeconds,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    accessToken: { value, lifetimeSeconds },
  };
}

/** Seconds that an access token counts as good where nothing says how long it is: well below what Logto gives. */
const assumedLifetimeSeconds = 300;

/**
 * The lifetime of an access token that came without `expires_in`, which is only recommended: what the token says
 * itself, where it is a JWT; for an opaque one, a guess that is sure to be short enough.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1
 */
function lifetimeSecondsOf(accessToken: string): number {
  try {
    const { exp, iat } = decodeAccessToken(accessToken);
    return exp - iat;
  } catch {
    return assumedLifetimeSeconds;
  }
}
