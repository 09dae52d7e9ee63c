import * as z from 'zod/mini';
import { AuthError } from '../errors';
import { acrPattern, longestMaxAge, type AuthenticationRequirement } from '../logto/authentication';
import type { IdTokenClaims } from '../logto/claims';

/** What a page, an action or a route asks of its user, besides being signed in. Each part must be met. */
export interface Requirement extends AuthenticationRequirement {
  /** A role of the user. */
  role?: string;
  /** A membership; and, where they are given, a role in that organization and a permission there. */
  organization?: { id: string; role?: string; permission?: string };
}

/** The right that the user lacks; where `organization` is set, in that organization. */
export interface MissingRight {
  role?: string;
  /** Its id; alone, it means that the user isn't a member. */
  organization?: string;
  permission?: string;
}

const text = z.string().check(z.minLength(1));

const name = z.exactOptional(text);

const requirementSchema: z.ZodMiniType<Requirement> = z.strictObject({
  role: name,
  organization: z.exactOptional(z.strictObject({ id: text, role: name, permission: name })),
  maxAge: z.exactOptional(z.int().check(z.minimum(0), z.maximum(longestMaxAge))),
  acr: z.exactOptional(z.string().check(z.regex(acrPattern))),
});

/**
 * Checks that a requirement asks for something: an id that is empty or `undefined`, or a word that isn't
 * known, must not pass for "nothing is required".
 *
 * @throws {AuthError} `invalid_request`
 */
export function parseRequirement(requirement: Requirement): Requirement {
  const { data, error } = requirementSchema.safeParse(requirement);
  if (!data) throw new AuthError('invalid_request', { cause: error });
  return data;
}

/**
 * Which right the claims don't show; `undefined` where none is missing. A permission in an organization
 * doesn't stand in them, but in that organization's token.
 */
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
