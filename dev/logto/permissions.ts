import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import type { Account, Accounts } from './accounts';
import type { Catalog } from './catalog';
import type { LocalLogtoSettings } from './settings';

/** Logto's reserved resource indicator behind every organization token. */
export const organizationsResource = 'urn:logto:resource:organizations';

/** Returns the organization that a refresh requests. At the authorization endpoint, the parameter is for branding only. */
export function requestedOrganization({ oidc }: KoaContextWithOIDC): string | undefined {
  const id = oidc.route === 'token' ? oidc.params?.organization_id : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** Returns whether the account is a member of the organization. */
export function isMember(account: Account, organizationId: string): boolean {
  return account.organizations.some(({ id }) => id === organizationId);
}

/**
 * Describes a resource to oidc-provider (RFC 8707), with the permissions that the current user's roles give.
 * They limit the requested scopes. Before the sign-in, all permissions are returned.
 *
 * @throws `invalid_target` for an unknown resource
 */
export function describeResource(
  ctx: KoaContextWithOIDC,
  indicator: string,
  accounts: Accounts,
  catalog: Catalog,
  { lifetimes }: LocalLogtoSettings,
): ResourceServer {
  const accountId = ctx.oidc.session?.accountId ?? ctx.oidc.account?.accountId;
  const account = accountId === undefined ? undefined : accounts.get(accountId);
  const organizationId = requestedOrganization(ctx);

  if (indicator === organizationsResource) {
    return {
      scope: organizationPermissions(catalog, account, organizationId).join(' '),
      accessTokenFormat: 'jwt',
      accessTokenTTL: lifetimes.organizationToken,
      ...(organizationId && { audience: `urn:logto:organization:${organizationId}` }),
    };
  }
  const resource = catalog.resources[indicator];
  if (!resource) throw new errors.InvalidTarget();
  const held = account && heldPermissions(ctx, catalog, account, indicator, organizationId);
  return {
    scope: (held ?? resource.permissions).join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: lifetimes.resourceToken,
  };
}

function organizationPermissions(
  { organizationRoles }: Catalog,
  account: Account | undefined,
  organizationId?: string,
): string[] {
  const held = account
    ? rolesInOrganizations(account, organizationId)
    : Object.keys(organizationRoles);
  return [...new Set(held.flatMap((role) => organizationRoles[role]?.permissions ?? []))];
}

/** A sign-in may grant everything that a role or membership gives; a token request limits it. */
function heldPermissions(
  ctx: KoaContextWithOIDC,
  { roles, organizationRoles }: Catalog,
  account: Account,
  indicator: string,
  organizationId?: string,
): string[] {
  const fromRoles = account.roles.flatMap((role) => roles[role]?.[indicator] ?? []);
  const fromOrganizations = rolesInOrganizations(account, organizationId).flatMap(
    (role) => organizationRoles[role]?.resources[indicator] ?? [],
  );
  if (organizationId) return [...new Set(fromOrganizations)];
  return ctx.oidc.route === 'token'
    ? [...new Set(fromRoles)]
    : [...new Set([...fromRoles, ...fromOrganizations])];
}

function rolesInOrganizations(account: Account, organizationId?: string): string[] {
  return account.organizations
    .filter(({ id }) => organizationId === undefined || id === organizationId)
    .flatMap((membership) => membership.roles);
}
