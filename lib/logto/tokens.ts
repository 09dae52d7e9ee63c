import type { TokenEndpointResponse } from 'openid-client';
import { AuthError } from '../errors';
import { decodeIdToken } from './claims';

/** What Logto issued, with lifetimes in seconds: they hold whatever the clocks say. */
export interface Tokens {
  idToken: string;
  idTokenLifetime: number;
  refreshToken?: string;
  accessToken: { value: string; lifetime: number };
}

/**
 * Takes from Logto's answer what a session needs.
 *
 * @throws {AuthError} `invalid_response` when there is no ID token, when pages could not read its
 *   claims, or when a token would be over on arrival
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.1
 */
export function toTokens(answer: TokenEndpointResponse): Tokens {
  const {
    id_token: idToken,
    refresh_token: refreshToken,
    access_token: value,
    expires_in: lifetime,
  } = answer;
  if (idToken === undefined) throw new AuthError('invalid_response');
  const { exp, iat } = decodeIdToken(idToken);
  if (lifetime === undefined || lifetime <= 0 || exp <= iat)
    throw new AuthError('invalid_response');
  return {
    idToken,
    idTokenLifetime: exp - iat,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    accessToken: { value, lifetime },
  };
}
