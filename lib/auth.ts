import 'server-only';
import { headers } from 'next/headers';
import { codeOf } from './errors';
import { decodeAccessToken, type IdTokenClaims } from './logto/claims';
import { isRecent } from './session/session';
import { accessTokenFor } from './user/access-token';
import { getCurrentSession, needsNewClaims } from './user/current-session';
import { renewInPlace, requireSession } from './user/current-session';
import { redirectToRefresh } from './user/refresh-redirect';
import { endRequest, getPageContext } from './user/request-context';
import { requireUser } from './user/require-user';

export { AuthError } from './errors';
export type { AccessTokenClaims, IdTokenClaims, UserInfo } from './logto/claims';
export { signInPath } from './logto/sign-in-path';
export { accountPath } from './user/account-pages';
export { requireUser } from './user/require-user';
export type { Requirement } from './user/requirement';
export { fetchUserInfo } from './user/user-info';
export { withUser } from './user/with-user';

/** Returns whether {@link getSessionClaims} finds a user. */
export async function isAuthenticated(): Promise<boolean> {
  return (await getSessionClaims()) !== null;
}

/**
 * Returns the claims of the user, or `null` if nobody is signed in: for the header of a public page. They may be
 * outdated, so they must not decide about rights. Never redirects. Also returns `null` while Redis can't be reached.
 */
export async function getSessionClaims(): Promise<IdTokenClaims | null> {
  try {
    return (await getCurrentSession())?.session.claims ?? null;
  } catch (error) {
    if (codeOf(error) === 'unavailable') return null;
    throw error;
  }
}

/** Returns the claims of the ID token; outdated ones are renewed first. Throws as {@link requireUser}. */
export async function getIdTokenClaims(): Promise<IdTokenClaims> {
  return requireUser();
}

/** Returns the nonce of this page's Content-Security-Policy, for your own script or style. Handlers below `/api` have none. */
export async function getNonce(): Promise<string | undefined> {
  const policy = (await headers()).get('Content-Security-Policy') ?? '';
  return /'nonce-([\w-]+)'/.exec(policy)?.[1];
}

interface TokenOptions {
  /** The organization on whose behalf the resource is accessed, with what the user's roles there allow. */
  organizationId?: string;
}

/**
 * Returns an access token: for one of `LOGTO_RESOURCES`, or, without a resource, the opaque one that Logto's own
 * endpoints accept. Uses the session's token while it is fresh; otherwise asks Logto for a new one.
 * @throws {AuthError} `not_authenticated`, `session_ended`, `access_denied`, `invalid_target`,
 *   `offline_access_missing`, `provider_unreachable`, `unavailable`, `invalid_response`, `session_too_large` under
 *   `withUser`; elsewhere the browser is redirected to sign in or to the error page
 */
export async function getAccessToken(resource?: string, options: TokenOptions = {}) {
  const target = { ...(resource !== undefined && { resource }), ...options };
  return accessTokenFor(target).catch(endRequest);
}

/** Returns the claims of the access token for a resource. Throws as {@link getAccessToken}. */
export async function getAccessTokenClaims(resource?: string, options: TokenOptions = {}) {
  return getAccessToken(resource, options).then(decodeAccessToken).catch(endRequest);
}

/**
 * Returns an access token for an organization. Its `scope` lists what the user may do there.
 * @throws {AuthError} as {@link getAccessToken}; `access_denied` if the user isn't a member
 */
export async function getOrganizationToken(organizationId: string): Promise<string> {
  return accessTokenFor({ organizationId }).catch(endRequest);
}

/** Returns the claims of the access token for an organization. Throws as {@link getOrganizationToken}. */
export async function getOrganizationTokenClaims(organizationId: string) {
  return getOrganizationToken(organizationId).then(decodeAccessToken).catch(endRequest);
}

/**
 * Has Logto issue a new ID token, so that a changed profile or role shows at once. Tokens for resources and
 * organizations are issued again when they are next needed. Throws as {@link getAccessToken}.
 */
export async function refreshSession(): Promise<void> {
  try {
    const current = await requireSession();
    const { session, claimsOutdatedAt } = current;
    if (getPageContext()) {
      // The browser may have been redirected a moment ago: doing it again would cause a loop.
      if (current.failure || (isRecent(session) && !needsNewClaims(current))) return;
      await redirectToRefresh(session);
    }
    await renewInPlace(session, { claimsAfter: claimsOutdatedAt });
  } catch (error) {
    await endRequest(error);
  }
}
