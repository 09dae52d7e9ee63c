import { errors, type Grant, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import type { Account } from './accounts';
import { claimsByScope, organizationsScope } from './claims';
import type { LogtoData } from './options';
import { demoScopes, organizationRoles, organizationTemplate, resources, roles } from './seed';

/** Logto's reserved resource indicator behind every organization token. */
export const organizationsResource = 'urn:logto:resource:organizations';

/** Logto's reserved resource indicator of its Management API, in a self-hosted tenant. */
export const managementResource = 'https://default.logto.app/api';

/** Permissions that a matching application requests: those of the seed, and those of the organization template. */
export const requestedScopes = [
  ...new Set([...demoScopes, ...Object.values(organizationTemplate).flat()]),
];

/** The API resources and roles of a local Logto, with their permissions. */
export interface Catalog {
  /** Permissions by resource indicator. */
  resources: Record<string, string[]>;
  roles: typeof roles;
  organizationRoles: typeof organizationRoles;
}

/** Resources and scopes that an application requests. */
export interface Requested {
  /** Indicators of API resources. */
  resources: readonly string[];
  scopes: readonly string[];
}

/**
 * Combines the demo's resources and roles with those that an application requests. Each requested resource,
 * and each organization, has all requested scopes as permissions. The role `admin` grants all of them.
 */
export function catalogFor(requested: Requested): Catalog {
  const scopes = requested.scopes.filter(
    (scope) => scope !== 'offline_access' && !(scope in claimsByScope),
  );
  const union = (permissions: string[] = []) => [...new Set([...permissions, ...scopes])];
  const withRequested = (held: Record<string, string[]> = {}) => ({
    ...held,
    ...Object.fromEntries(requested.resources.map((resource) => [resource, union(held[resource])])),
  });
  const inOrganizations = (role: string) => {
    const { permissions = [], resources = {} } = organizationRoles[role] ?? {};
    const all = [...new Set([...(organizationTemplate[role] ?? []), ...permissions])];
    if (role !== 'admin') return { permissions: all, resources };
    return { permissions: union(all), resources: withRequested(resources) };
  };
  const organizationRoleNames = Object.keys({ ...organizationTemplate, ...organizationRoles });
  return {
    resources: withRequested(
      Object.fromEntries(
        Object.entries(resources).map(([resource, { permissions }]) => [resource, permissions]),
      ),
    ),
    roles: { ...roles, admin: withRequested(roles['admin']) },
    organizationRoles: Object.fromEntries(
      organizationRoleNames.map((role) => [role, inOrganizations(role)]),
    ),
  };
}

/** Returns the organization that a refresh requests. At the authorization endpoint, the parameter is for branding only. */
export function requestedOrganization({ oidc }: KoaContextWithOIDC): string | undefined {
  const id = oidc.entities.RefreshToken && oidc.body?.['organization_id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** Returns whether the account is a member of the organization. */
export function isMember(account: Account, organizationId: string): boolean {
  return account.organizations.some(({ id }) => id === organizationId);
}

/**
 * Prepares a refresh with Logto's parameter `organization_id`. Alone it asks for an organization token,
 * together with `resource` for a resource token on behalf of the organization.
 *
 * @throws `access_denied` with status 403 for anyone who isn't a member, and `insufficient_scope`
 *   when organizations weren't requested at sign-in
 */
export function prepareOrganizationToken(
  ctx: KoaContextWithOIDC,
  account: Account,
  scopes: ReadonlySet<string>,
): void {
  const organizationId = requestedOrganization(ctx);
  if (organizationId === undefined) return;
  if (!scopes.has(organizationsScope))
    throw new errors.InsufficientScope('refresh token missing required scope', organizationsScope);
  if (!isMember(account, organizationId)) {
    const error = new errors.AccessDenied('user is not a member of the organization');
    throw Object.assign(error, { status: 403, statusCode: 403 });
  }
  if (ctx.oidc.params) ctx.oidc.params['resource'] ??= organizationsResource;
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
  account: Account | undefined,
  { catalog, machine, settings: { lifetimes, machineRole } }: LogtoData,
): ResourceServer {
  if (indicator === managementResource) {
    const scope = ctx.oidc.client?.clientId === machine.id && machineRole ? 'all' : '';
    return { scope, accessTokenFormat: 'jwt', accessTokenTTL: 3600 };
  }
  const organizationId = requestedOrganization(ctx);
  const isOrganization = indicator === organizationsResource;
  const all = isOrganization
    ? Object.values(catalog.organizationRoles).flatMap(({ permissions }) => permissions)
    : catalog.resources[indicator];
  if (!all) throw new errors.InvalidTarget();
  const atSignIn = ctx.oidc.route !== 'token';
  // A role in an organization counts from the next organization token on: so the sign-in grants all of them.
  const isLimited = account && !(isOrganization && atSignIn);
  const held = isLimited && permissionsOf(account, catalog, indicator, organizationId, atSignIn);
  return {
    scope: [...new Set(held || all)].join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: isOrganization ? lifetimes.organizationToken : lifetimes.resourceToken,
    ...(isOrganization &&
      organizationId && { audience: `urn:logto:organization:${organizationId}` }),
  };
}

function permissionsOf(
  account: Account,
  catalog: Catalog,
  indicator: string,
  organizationId: string | undefined,
  atSignIn: boolean,
): string[] {
  const held = account.organizations
    .filter(({ id }) => organizationId === undefined || id === organizationId)
    .flatMap(({ roles }) => roles.flatMap((role) => catalog.organizationRoles[role] ?? []));
  if (indicator === organizationsResource) return held.flatMap(({ permissions }) => permissions);
  const onBehalf = held.flatMap(({ resources }) => resources[indicator] ?? []);
  if (organizationId !== undefined) return onBehalf;
  const own = account.roles.flatMap((role) => catalog.roles[role]?.[indicator] ?? []);
  // A sign-in may grant everything that a role or a membership gives; a token request limits it.
  return atSignIn ? [...own, ...onBehalf] : own;
}

/**
 * Grants a first-party application everything that it requests and the user may have, without a consent
 * page. There is one grant per application and session, which later sign-ins extend.
 */
export async function grantEverything({ oidc }: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { provider, session, client, account } = oidc;
  if (!session || !client || !account) return undefined;

  const grantId = session.grantIdFor(client.clientId);
  const existing = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant =
    existing?.accountId === account.accountId
      ? existing
      : new provider.Grant({ accountId: account.accountId, clientId: client.clientId });

  grant.addOIDCScope(oidc.requestParamOIDCScopes);
  for (const [indicator, { scopes }] of Object.entries(oidc.resourceServers ?? {})) {
    const available = [...oidc.requestParamScopes].filter((scope) => scopes.has(scope));
    grant.addResourceScope(indicator, available);
  }
  await grant.save();
  return grant;
}
