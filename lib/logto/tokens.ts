import type { TokenEndpointResponse } from 'openid-client';
import { getConfig } from '../config';
import { AuthError } from '../errors';
import { parseIdTokenClaims } from './claims';
import { verifyJwt } from './jwt';

/** What Logto issued, with lifetimes in seconds: they hold whatever the clocks say. */
export interface Tokens {
  /** Whose they are, in which of Logto's sessions they were issued, and when (seconds, by Logto's clock). */
  origin: { sub: string; sid?: string; iat: number };
  idToken: string;
  idTokenLifetime: number;
  refreshToken?: string;
  accessToken: { value: string; lifetime: number };
}

/**
 * Takes from Logto's answer what a session needs. The ID token's signature is verified here: to
 * openid-client, which has checked all else, TLS vouches enough for the token endpoint.
 *
 * @throws {AuthError} `invalid_response` when there is no ID token, when pages could not read its
 *   claims, or when a token would be over on arrival; and what `verifyJwt` throws
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1
 */
export async function toTokens(answer: TokenEndpointResponse): Promise<Tokens> {
  const {
    id_token: idToken,
    refresh_token: refreshToken,
    access_token: value,
    expires_in: lifetime,
  } = answer;
  if (idToken === undefined) throw new AuthError('invalid_response');
  const { sub, sid, exp, iat } = parseIdTokenClaims(
    await verifyJwt(idToken, {
      source: 'logto',
      audience: getConfig().appId,
      requiredClaims: ['sub'],
    }),
  );
  if (lifetime === undefined || lifetime <= 0 || exp <= iat)
    throw new AuthError('invalid_response');
  return {
    origin: { sub, iat, ...(sid === undefined ? {} : { sid }) },
    idToken,
    idTokenLifetime: exp - iat,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    accessToken: { value, lifetime },
  };
}
