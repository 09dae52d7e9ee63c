import 'server-only';
import { AuthError } from './errors';
import { parseAccessTokenClaims, type AccessTokenClaims } from './logto/claims';
import { verifyJwt } from './logto/jwt';
import { jsonResponse } from './http/responses';

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
  let claims;
  try {
    claims = await verifyJwt(token, { source: 'request', audience, typ: 'at+jwt' });
  } catch (error) {
    // An error of ours says that Logto's keys can't be had, and nothing about the token.
    if (error instanceof AuthError) return unavailable();
    return refuse(401, 'invalid_token');
  }
  try {
    claims = parseAccessTokenClaims(claims);
  } catch {
    return refuse(401, 'invalid_token');
  }
  const granted = claims.scope?.split(' ') ?? [];
  return scopes.every((scope) => granted.includes(scope))
    ? claims
    : refuse(403, 'insufficient_scope', scopes.join(' '));
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
