import type { IdTokenClaims } from '../logto/claims';
import type { Missing } from './refuse';

/** Whom a page or a route is for, besides being signed in. */
export interface Requirement {
  /** A role of the user. */
  role?: string;
  /** A membership, and, where it is given, a role in that organization. */
  organization?: { id: string; role?: string };
}

/** What a user lacks; `undefined` where nothing is missing. */
export function missingIn(
  { roles, organizations, organization_roles: organizationRoles }: IdTokenClaims,
  { role, organization }: Requirement,
): Missing | undefined {
  if (role !== undefined && !roles?.includes(role)) return { role };
  if (organization === undefined) return undefined;
  const { id, role: roleThere } = organization;
  if (!organizations?.includes(id)) return { organization: id };
  return roleThere === undefined || organizationRoles?.includes(`${id}:${roleThere}`)
    ? undefined
    : { organization: id, role: roleThere };
}
