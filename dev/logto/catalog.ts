import { claimsByScope } from './claims';
import { organizationRoles, resources, roles } from './seed';

/** The API resources and roles of a local Logto, with their permissions. */
export interface Catalog {
  resources: typeof resources;
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
  const granted = (held: Record<string, string[]> = {}) => ({
    ...held,
    ...Object.fromEntries(requested.resources.map((resource) => [resource, union(held[resource])])),
  });
  const { permissions, resources: apis } = organizationRoles['admin'] ?? {};
  return {
    resources: {
      ...resources,
      ...Object.fromEntries(
        requested.resources.map((resource) => {
          const { name = resource, permissions } = resources[resource] ?? {};
          return [resource, { name, permissions: union(permissions) }];
        }),
      ),
    },
    roles: { ...roles, admin: granted(roles['admin']) },
    organizationRoles: {
      ...organizationRoles,
      admin: { permissions: union(permissions), resources: granted(apis) },
    },
  };
}
