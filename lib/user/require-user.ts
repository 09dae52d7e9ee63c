import 'server-only';
import { AuthError, codeOf } from '../errors';
import { meetsAuthentication } from '../logto/authentication';
import { decodeAccessToken, type IdTokenClaims } from '../logto/claims';
import { signInPath, type SignInOptions } from '../logto/sign-in-options';
import type { Session } from '../session/session';
import { tokenFor } from './access-token';
import { claimsOf } from './claims-of';
import { requireUpToDateSession } from './current-claims';
import { endRequest } from './end-request';
import { forbiddenPagePath } from './forbidden-page';
import {
  missingInClaims,
  parseRequirement,
  type MissingRight,
  type Requirement,
} from './requirement';

/**
 * The signed-in user, who meets the requirement. Claims that have outlived their ID token are renewed
 * first. Without a session the browser is sent to sign in, and comes back; who lacks a right sees a page,
 * with status 403, that says which one; who has not signed in recently or strongly enough is sent to do that.
 *
 * @param options `returnTo`: the path of this app to come back to; by default, the page's own
 * @throws {AuthError} under `withUser`, which answers it: `not_authenticated`, `session_ended`,
 *   `forbidden`, `step_up_required`, `invalid_request` for an impossible requirement, and those of
 *   `getOrganizationToken` where a permission is required
 */
export async function requireUser(
  requirement: Requirement = {},
  options: { returnTo?: string } = {},
): Promise<IdTokenClaims> {
  try {
    const required = parseRequirement(requirement);
    const session = await requireUpToDateSession();
    const claims = claimsOf(session);
    const missingClaim = missingInClaims(claims, required);
    if (missingClaim) assertNotOmitted(missingClaim, session);
    const missing = missingClaim ?? (await missingPermission(required));
    if (missing)
      await endRequest(new AuthError('forbidden'), () => forbiddenPagePath(missing, claims.sub));
    if (!meetsAuthentication(claims, required)) {
      const stepUp = stepUpOptions(required);
      await endRequest(
        new AuthError('step_up_required', { answer: { sign_in: signInPath(stepUp) } }),
        (path) => signInPath({ ...stepUp, returnTo: options.returnTo ?? path }),
      );
    }
    return claims;
  } catch (error) {
    return endRequest(error);
  }
}

/** The user may well have a right whose claim was left out, because with it the session was too large. */
function assertNotOmitted({ role, organization }: MissingRight, { omittedClaims }: Session): void {
  const inOrganization = role === undefined ? 'organizations' : 'organization_roles';
  if (omittedClaims?.includes(organization === undefined ? 'roles' : inOrganization))
    throw new AuthError('session_too_large');
}

/** What the sign-in asks Logto for. The callback checks whether it was met, so that nobody is sent there again and again. */
const stepUpOptions = ({ maxAge, acr }: Requirement): SignInOptions => ({
  ...(maxAge === undefined ? {} : { maxAge }),
  ...(acr === undefined ? {} : { acrValues: [acr] }),
});

/** What the user may do in an organization stands in its token; Logto issues none to who isn't a member any more. */
async function missingPermission({ organization }: Requirement): Promise<MissingRight | undefined> {
  if (organization?.permission === undefined) return undefined;
  const { id, permission } = organization;
  try {
    const { scope } = decodeAccessToken(await tokenFor({ organizationId: id }));
    return scope?.split(' ').includes(permission) ? undefined : { organization: id, permission };
  } catch (error) {
    if (codeOf(error) === 'access_denied') return { organization: id };
    throw error;
  }
}
