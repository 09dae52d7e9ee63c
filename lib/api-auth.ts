import 'server-only';
import * as z from 'zod';
import { AuthError } from './errors';
import { jsonError } from './http/error-response';
import { jsonResponse } from './http/response';
import { acrPattern, longestMaxAge, meetsAuthentication } from './logto/authentication';
import { accessTokenClaimsSchema, type AccessTokenClaims } from './logto/claims';
import { verifyJwt } from './logto/jwt';

const text = z.string().min(1);

const requirementSchema = z.strictObject({
  /** The API's resource indicator, which must be in `aud`. */
  audience: text,
  /** All of these must be in `scope`. */
  scopes: z.array(text).exactOptional(),
  /** The organization on whose behalf the API is called. Without it, a token for an organization is refused. */
  organizationId: text.exactOptional(),
  maxAge: z.int().min(0).max(longestMaxAge).exactOptional(),
  acr: z.string().regex(acrPattern).exactOptional(),
});

/** The requirements of a route for an access token. */
export type AccessTokenRequirement = z.infer<typeof requirementSchema>;

/**
 * Checks the access token of a request to an API (RFC 9068, 4): signature, `typ`, issuer, audience, lifetime,
 * organization, the scopes that the route needs, and when and how the user signed in.
 * @returns the token's claims; or the answer to give instead: 401 or 403 with `WWW-Authenticate` (RFC 6750, RFC 9470),
 *   or 503 while Logto's keys can't be loaded
 * @throws {AuthError} `invalid_request` for an impossible requirement, such as an empty audience
 */
export async function verifyAccessToken(
  request: Request,
  requirement: AccessTokenRequirement,
): Promise<AccessTokenClaims | Response> {
  const { data: required, error } = requirementSchema.safeParse(requirement);
  if (!required) throw new AuthError('invalid_request', { cause: error });
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token === undefined) return challenge(401);
  const { audience, scopes = [], organizationId, maxAge, acr } = required;
  let claims;
  try {
    const payload = await verifyJwt(token, { source: 'request', audience, typ: 'at+jwt' });
    claims = accessTokenClaimsSchema.parse(payload);
  } catch (error) {
    // Logto's keys can't be loaded: the token may be valid.
    if (error instanceof AuthError) return jsonError(new AuthError('unavailable'));
    return challenge(401, { error: 'invalid_token' });
  }
  const granted = claims.scope?.split(' ') ?? [];
  const isForOrganization = claims.organization_id === organizationId;
  if (!isForOrganization || !scopes.every((scope) => granted.includes(scope)))
    return challenge(403, { error: 'insufficient_scope', scope: scopes.join(' ') });
  if (meetsAuthentication(claims, required)) return claims;
  const stepUp = { acr_values: acr, max_age: maxAge?.toString() };
  return challenge(401, { error: 'insufficient_user_authentication', ...stepUp });
}

function challenge(status: 401 | 403, parameters: Record<string, string | undefined> = {}) {
  const response = jsonResponse({ error: parameters['error'] ?? 'not_authenticated' }, status);
  const words = Object.entries(parameters).flatMap(([name, value]) =>
    value ? `${name}="${value}"` : [],
  );
  response.headers.set('WWW-Authenticate', `Bearer ${words.join(', ')}`.trim());
  return response;
}
