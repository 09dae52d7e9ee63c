import 'server-only';
import * as z from 'zod/mini';
import { AuthError } from './errors';
import {
  acrPattern,
  longestMaxAge,
  meetsAuthentication,
  type AuthenticationRequirement,
} from './logto/authentication';
import { parseAccessTokenClaims, type AccessTokenClaims } from './logto/claims';
import { verifyJwt } from './logto/jwt';
import { jsonError, jsonResponse } from './http/responses';

/** What an access token must be good for. */
export interface AccessTokenRequirement extends AuthenticationRequirement {
  /** Who must be in `aud`: the API's resource indicator. */
  audience: string;
  /** All of these must be in `scope`. */
  scopes?: string[];
  /** The organization on whose behalf the API is called; without it, a token for an organization is refused. */
  organizationId?: string;
}

const text = z.string().check(z.minLength(1));

const requirementSchema: z.ZodMiniType<AccessTokenRequirement> = z.strictObject({
  audience: text,
  scopes: z.exactOptional(z.array(text)),
  organizationId: z.exactOptional(text),
  maxAge: z.exactOptional(z.int().check(z.minimum(0), z.maximum(longestMaxAge))),
  acr: z.exactOptional(z.string().check(z.regex(acrPattern))),
});

/**
 * Checks the access token of a request to an API: signature, `typ`, issuer, audience, lifetime, the
 * organization, the scopes that the route needs, and when and how the user signed in.
 *
 * @returns the token's claims; or the answer to give instead: 401 or 403 with `WWW-Authenticate`, or
 *   503 while Logto's keys can't be had
 * @throws {AuthError} `invalid_request` for an impossible requirement, such as an empty audience: a defect of the route
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3
 * @see https://www.rfc-editor.org/rfc/rfc9068#section-4
 * @see https://www.rfc-editor.org/rfc/rfc9470#section-3
 */
export async function verifyAccessToken(
  request: Request,
  requirement: AccessTokenRequirement,
): Promise<AccessTokenClaims | Response> {
  const { data: required, error } = requirementSchema.safeParse(requirement);
  if (!required) throw new AuthError('invalid_request', { cause: error });
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token === undefined) return challenge(401);
  const { audience, scopes = [], organizationId } = required;
  let claims;
  try {
    claims = await verifyJwt(token, { source: 'request', audience, typ: 'at+jwt' });
  } catch (error) {
    // An error of ours says that Logto's keys can't be had, and nothing about the token.
    if (error instanceof AuthError) return jsonError(new AuthError('unavailable'));
    return challenge(401, { error: 'invalid_token' });
  }
  try {
    claims = parseAccessTokenClaims(claims);
  } catch {
    return challenge(401, { error: 'invalid_token' });
  }
  const granted = claims.scope?.split(' ') ?? [];
  if (
    claims.organization_id !== organizationId ||
    !scopes.every((scope) => granted.includes(scope))
  )
    return challenge(403, { error: 'insufficient_scope', scope: scopes.join(' ') });
  return meetsAuthentication(claims, required) ? claims : stepUpChallenge(required);
}

/** Asks for a token of a user who has signed in recently or strongly enough. */
function stepUpChallenge({ maxAge, acr }: AuthenticationRequirement): Response {
  return challenge(401, {
    error: 'insufficient_user_authentication',
    ...(acr !== undefined && { acr_values: acr }),
    ...(maxAge !== undefined && { max_age: maxAge.toString() }),
  });
}

function challenge(
  status: 401 | 403,
  parameters: { error?: string; [name: string]: string } = {},
): Response {
  const response = jsonResponse({ error: parameters.error ?? 'not_authenticated' }, status);
  const words = Object.entries(parameters).map(([name, value]) => value && `${name}="${value}"`);
  const header = ['Bearer', words.filter(Boolean).join(', ')].join(' ').trim();
  response.headers.set('WWW-Authenticate', header);
  return response;
}
