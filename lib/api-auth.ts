import 'server-only';
import { errors, jwtVerify } from 'jose';
import { getConfig } from './config';
import { AuthError } from './errors';
import { parseAccessTokenClaims, type AccessTokenClaims } from './logto/claims';
import { withKeySet } from './logto/key-set';
import { jsonResponse } from './responses';

/** Seconds that Logto's clock and ours may differ. */
const clockTolerance = 60;

/** Signatures that Logto can make; never a symmetric one. */
const algorithms = ['ES384', 'ES256', 'ES512', 'RS256', 'PS256', 'EdDSA'];

/**
 * Checks the access token of a request to an API: signature, `typ`, issuer, audience, lifetime, and
 * the scopes that the route needs.
 *
 * @returns the token's claims; or the answer to give instead: 401 or 403 with `WWW-Authenticate`, or
 *   503 while Logto's keys can't be had
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3
 * @see https://www.rfc-editor.org/rfc/rfc9068#section-4
 */
export async function verifyAccessToken(
  request: Request,
  { audience, scopes = [] }: { audience: string; scopes?: string[] },
): Promise<AccessTokenClaims | Response> {
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token === undefined) return refuse(401);
  try {
    const { payload } = await withKeySet((keys) =>
      jwtVerify(token, keys, {
        issuer: getConfig().issuer,
        audience,
        algorithms,
        typ: 'at+jwt',
        clockTolerance,
        requiredClaims: ['sub', 'iat', 'exp'],
      }),
    );
    const claims = parseAccessTokenClaims(payload);
    const granted = claims.scope?.split(' ') ?? [];
    return scopes.every((scope) => granted.includes(scope))
      ? claims
      : refuse(403, 'insufficient_scope', scopes.join(' '));
  } catch (error) {
    return isTokensFault(error) ? refuse(401, 'invalid_token') : unavailable();
  }
}

/** Anything else is trouble with Logto's keys, which says nothing about the token. */
function isTokensFault(error: unknown): boolean {
  const aboutKeys = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  if (error instanceof AuthError) return error.code === 'invalid_response';
  return error instanceof errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC' && !aboutKeys;
}

function refuse(status: 401 | 403, error?: string, scope?: string): Response {
  const challenge = [error && `error="${error}"`, scope && `scope="${scope}"`].filter(Boolean);
  const response = jsonResponse({ error: error ?? 'invalid_request' }, status);
  response.headers.set('WWW-Authenticate', ['Bearer', challenge.join(', ')].join(' ').trim());
  return response;
}

function unavailable(): Response {
  const response = jsonResponse({ error: 'unavailable' }, 503);
  response.headers.set('Retry-After', '5');
  return response;
}
