import 'server-only';
import { claimsOf } from './user/claims-of';
import { tokenFor } from './user/access-token';
import { renewClaims } from './user/current-claims';
import { getCurrentSession, requireSession } from './user/current-session';
import { endRequest } from './user/end-request';
import { decodeAccessToken, type AccessTokenClaims, type IdTokenClaims } from './logto/claims';

export { AuthError } from './errors';
export { signInPath } from './logto/sign-in-options';
export { accountPath } from './user/account-pages';
export { requireUser } from './user/require-user';
export { fetchUserInfo } from './user/user-info';
export { withUser } from './user/with-user';
export type { UserInfo } from './logto/claims';
export type { Requirement } from './user/requirement';
export type { AccessTokenClaims, IdTokenClaims };

/**
 * Whether somebody is signed in: there is a session, and it hasn't ended. No network but Redis; while
 * that can't tell whether the session was revoked, nobody is.
 */
export async function isAuthenticated(): Promise<boolean> {
  return (await getCurrentSession().catch(() => null)) !== null;
}

/**
 * The claims of the ID token: what Logto said of the user at sign-in or at the last refresh. No network.
 *
 * @throws {AuthError} `not_authenticated` under `withUser`; elsewhere the browser is sent to sign in
 */
export async function getIdTokenClaims(): Promise<IdTokenClaims> {
  const { session } = await requireSession().catch(endRequest);
  return claimsOf(session);
}

/**
 * An access token: for one of `LOGTO_RESOURCES`, or, without a resource, the opaque one that
 * Logto's own endpoints take. From the session while it is fresh, else by a refresh.
 * Get it before your answer begins: later, in a stream or in `after()`, a renewed session could not be kept.
 *
 * @param options `organizationId`: for the resource on behalf of this organization, with what the user's roles there
 *   allow; the token says so in `organization_id`
 * @throws {AuthError} `not_authenticated`, `session_ended`, `access_denied`, `invalid_target`,
 *   `offline_access_missing`, `provider_unreachable`, `unavailable`, `invalid_response`,
 *   `session_too_large` under `withUser`; elsewhere the browser is sent where it is said in words
 * @see https://www.rfc-editor.org/rfc/rfc8707
 */
export async function getAccessToken(
  resource?: string,
  options: { organizationId?: string } = {},
): Promise<string> {
  return tokenFor({ ...(resource !== undefined && { resource }), ...options }).catch(endRequest);
}

/**
 * The claims of the access token for a resource, see {@link getAccessToken}.
 *
 * @throws {AuthError} as {@link getAccessToken}; `invalid_response` without a resource, because the
 *   opaque token has no claims
 */
export async function getAccessTokenClaims(
  resource?: string,
  options: { organizationId?: string } = {},
): Promise<AccessTokenClaims> {
  return decodeAccessToken(await getAccessToken(resource, options));
}

/**
 * An access token for an organization: its `scope` is what the user may do there.
 *
 * @throws {AuthError} as {@link getAccessToken}; `access_denied` where the user is no member
 */
export async function getOrganizationToken(organizationId: string): Promise<string> {
  return tokenFor({ organizationId }).catch(endRequest);
}

/** The claims of the access token for an organization. Throws as {@link getOrganizationToken}. */
export async function getOrganizationTokenClaims(
  organizationId: string,
): Promise<AccessTokenClaims> {
  return decodeAccessToken(await getOrganizationToken(organizationId));
}

/**
 * Has Logto issue a new ID token, so that a changed profile or role shows at once. Tokens for resources and
 * organizations are asked for anew where they are next needed.
 *
 * @throws {AuthError} as {@link getAccessToken}
 */
export async function refreshSession(): Promise<void> {
  await requireSession().then(renewClaims).catch(endRequest);
}
