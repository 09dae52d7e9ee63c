import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import type { Account, Accounts } from './accounts';
import type { Catalog } from './catalog';
import type { LocalLogtoSettings } from './settings';

/** Logto's reserved resource indicator behind every organization token. */
export const organizationsResource = 'urn:logto:resource:organizations';

/** The organization that a refresh asks for. At the authorization endpoint the parameter means branding only. */
export function requestedOrganization({ oidc }: KoaContextWithOIDC): string | undefined {
  const id = oidc.route === 'token' ? oidc.params?.organization_id : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** Whether the account belongs to the organization. */
export function isMember(account: Account, organizationId: string): boolean {
  return account.organizations.some(({ id }) => id === organizationId);
}

/**
 * Describes a resource to oidc-provider (RFC 8707), with the permissions that the user at hand has
 * there by role: these cap what was requested. Before anyone has signed in, all of them.
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

/** At sign-in everything that any role or membership gives may be granted; a token narrows it down. */
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
