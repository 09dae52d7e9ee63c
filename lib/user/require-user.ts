import 'server-only';
import { AuthError, codeOf } from '../errors';
import { meetsAuthentication } from '../logto/authentication';
import { decodeAccessToken, type IdTokenClaims } from '../logto/claims';
import { signInPath } from '../logto/sign-in-path';
import type { Session } from '../session/session';
import { accessTokenFor } from './access-token';
import { requireCurrentClaims } from './current-session';
import { endRequest } from './request-context';
import { forbiddenPath, missingInClaims, parseRequirement } from './requirement';
import type { MissingRight, Requirement } from './requirement';

/**
 * Returns the claims of the signed-in user, who meets the requirement. Outdated claims are renewed first. Without a session
 * the browser is redirected to sign in, and comes back. A user without a required right gets a 403 page that names it. A
 * user whose sign-in isn't recent or strong enough is redirected to sign in again.
 * @param options `returnTo`: the path of this app to come back to; by default, the page's own
 * @throws {AuthError} under `withUser`, which answers it: `not_authenticated`, `session_ended`, `forbidden`,
 *   `step_up_required`, `invalid_request` for an impossible requirement, and those of `getOrganizationToken` if a
 *   permission is required
 */
export async function requireUser(
  requirement: Requirement = {},
  options: { returnTo?: string } = {},
): Promise<IdTokenClaims> {
  try {
    const required = parseRequirement(requirement);
    const session = await requireCurrentClaims();
    const { claims } = session;
    const missing = missingInClaims(claims, required) ?? (await missingPermission(required));
    if (missing) {
      assertNotOmitted(missing, session);
      await endRequest(new AuthError('forbidden'), () => forbiddenPath(missing));
    }
    if (!meetsAuthentication(claims, required)) {
      // The callback checks whether Logto did what is asked here, so that nobody is redirected again and again.
      const { maxAge, acr } = required;
      const stepUp = { ...(maxAge !== undefined && { maxAge }), ...(acr && { acrValues: [acr] }) };
      const error = new AuthError('step_up_required', { answer: { sign_in: signInPath(stepUp) } });
      await endRequest(error, (path) =>
        signInPath({ ...stepUp, returnTo: options.returnTo ?? path }),
      );
    }
    return claims;
  } catch (error) {
    return endRequest(error);
  }
}

/** Throws if the claim was left out of the cookie: the right may exist. */
function assertNotOmitted({ role, organization }: MissingRight, { omitted }: Session): void {
  const inOrganization = role === undefined ? 'organizations' : 'organization_roles';
  if (omitted?.includes(organization === undefined ? 'roles' : inOrganization))
    throw new AuthError('session_too_large');
}

/** Permissions in an organization are in its token, which Logto issues to members only. */
async function missingPermission({ organization }: Requirement): Promise<MissingRight | undefined> {
  if (organization?.permission === undefined) return undefined;
  const { id, permission } = organization;
  try {
    const { scope } = decodeAccessToken(await accessTokenFor({ organizationId: id }));
    return scope?.split(' ').includes(permission) ? undefined : { organization: id, permission };
  } catch (error) {
    if (codeOf(error) === 'access_denied') return { organization: id };
    throw error;
  }
}
