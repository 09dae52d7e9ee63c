import * as z from 'zod';
import { AuthError } from '../errors';
import { acrPattern, longestMaxAge, type AuthenticationRequirement } from '../logto/authentication';
import type { IdTokenClaims } from '../logto/claims';
import { organizationIdPattern } from '../logto/token-target';
import { appPaths } from '../paths';

/** A page's, an action's or a route's requirements for its user. Each must be met. */
export interface Requirement extends AuthenticationRequirement {
  role?: string; // of the user
  /** A membership, and optionally a role in that organization, or a permission there. */
  organization?: { id: string; role?: string; permission?: string };
}

/** The right that the user lacks; if `organization` is set, in that organization. */
export interface MissingRight {
  role?: string;
  organization?: string; // its id; without a role or a permission, the user isn't a member
  permission?: string;
}

const name = z.string().min(1);

const requirementSchema: z.ZodType<Requirement> = z.strictObject({
  role: name.exactOptional(),
  organization: z
    .strictObject({ id: name, role: name.exactOptional(), permission: name.exactOptional() })
    .exactOptional(),
  maxAge: z.int().min(0).max(longestMaxAge).exactOptional(),
  acr: z.string().regex(acrPattern).exactOptional(),
});

/** @throws {AuthError} `invalid_request` for an empty id or an unknown property: it must not mean "nothing is required" */
export function parseRequirement(requirement: Requirement): Requirement {
  const { data, error } = requirementSchema.safeParse(requirement);
  if (!data) throw new AuthError('invalid_request', { cause: error });
  return data;
}

/** Returns the right that the claims don't show. Permissions aren't in the claims, but in the organization's token. */
export function missingInClaims(
  { roles, organizations, organization_roles: organizationRoles }: IdTokenClaims,
  { role, organization }: Requirement,
): MissingRight | undefined {
  if (role !== undefined && !roles?.includes(role)) return { role };
  if (organization === undefined) return undefined;
  const { id, role: roleThere } = organization;
  if (!organizations?.includes(id)) return { organization: id };
  return roleThere === undefined || organizationRoles?.includes(`${id}:${roleThere}`)
    ? undefined
    : { organization: id, role: roleThere };
}

/** Returns the path of the page that names the missing right, with status 403. */
export const forbiddenPath = (missing: MissingRight): string =>
  `${appPaths.forbidden}?${new URLSearchParams({ ...missing }).toString()}`;

/** Reads the query of that page. Anybody can make up the address, so only plain names are accepted, never a sentence. */
export function readMissingRight(query: Record<string, unknown>): MissingRight {
  const patterns = { role: /^[\p{L}\p{N}_:./-]{1,64}$/u, organization: organizationIdPattern };
  const known = Object.entries({ ...patterns, permission: patterns.role }).filter(
    ([key, pattern]) => typeof query[key] === 'string' && pattern.test(query[key]),
  );
  return Object.fromEntries(known.map(([key]) => [key, query[key]]));
}
