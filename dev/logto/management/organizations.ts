import { z } from 'zod';
import { randomId, type Account } from '../accounts';
import { userEntity } from '../webhooks';
import {
  answer,
  ApiError,
  find,
  organizationRole,
  pageOf,
  parse,
  type Call,
  type Routes,
} from './call';

const organizationSchema = z.object({
  name: z.string().min(1).max(128),
  description: z.string().max(256).nullish(),
  customData: z.record(z.string(), z.unknown()).optional(),
});
const membersSchema = z.object({ userIds: z.array(z.string()).min(1) });
const rolesSchema = z.object({
  organizationRoleIds: z.array(z.string()).optional(),
  organizationRoleNames: z.array(z.string()).optional(),
});

/** Organizations, their members, and the members' roles. A change of a role sends no event to the webhook. */
export const organizationRoutes: Routes = {
  'GET organizations': (call) => pageOf([...call.logto.state.organizations.values()], call),

  'POST organizations'({ logto, body }) {
    const { name, description = null, customData = {} } = parse(organizationSchema, body);
    const organization = { id: randomId(), name, description, customData, createdAt: Date.now() };
    logto.state.organizations.set(organization.id, organization);
    return answer(201, organization);
  },

  'GET organizations/:id': ({ logto }, id) => answer(200, find(logto.state.organizations, id)),

  'PATCH organizations/:id'({ logto, body }, id) {
    const organization = find(logto.state.organizations, id);
    Object.assign(organization, parse(organizationSchema.partial(), body));
    return answer(200, organization);
  },

  // With its memberships and invitations, and without an event.
  'DELETE organizations/:id'({ logto: { state } }, id) {
    find(state.organizations, id);
    state.organizations.delete(id);
    for (const invitation of state.invitations.values())
      if (invitation.organizationId === id) state.invitations.delete(invitation.id);
    for (const account of state.accounts.values())
      account.organizations = account.organizations.filter((membership) => membership.id !== id);
    return answer(204);
  },

  'GET organizations/:id/users'(call, organizationId) {
    const { accounts, organizations } = call.logto.state;
    find(organizations, organizationId);
    const members = [...accounts.values()].flatMap((account) => {
      const membership = membershipOf(account, organizationId);
      if (!membership) return [];
      return { ...userEntity(account), organizationRoles: membership.roles.map(organizationRole) };
    });
    return pageOf(members, call);
  },

  // A user who is a member already stays one.
  'POST organizations/:id/users'({ logto, body }, organizationId) {
    const { userIds } = parse(membersSchema, body);
    const accounts = userIds.flatMap((id) => logto.accounts.get(id) ?? []);
    if (!logto.state.organizations.has(organizationId) || accounts.length < userIds.length)
      throw new ApiError(422, 'entity.relation_foreign_key_not_found');
    void logto.management.addMembers(organizationId, accounts);
    return answer(201);
  },

  'DELETE organizations/:id/users/:userId'({ logto }, organizationId, userId) {
    const account = logto.accounts.get(userId);
    if (!account || !membershipOf(account, organizationId))
      throw new ApiError(404, 'entity.not_found');
    void logto.management.removeMembers(organizationId, [account]);
    return answer(204);
  },

  'GET users/:id/organizations'({ logto: { state } }, userId) {
    const { accounts, organizations } = state;
    const memberships = find(accounts, userId).organizations.flatMap(({ id, roles }) => {
      const organization = organizations.get(id);
      return organization
        ? [{ ...organization, organizationRoles: roles.map(organizationRole) }]
        : [];
    });
    return answer(200, memberships);
  },

  'GET organization-roles'(call) {
    const roles = Object.entries(call.logto.catalog.organizationRoles).map(
      ([name, { permissions }]) => ({
        ...organizationRole(name),
        scopes: permissions.map((permission) => ({ id: permission, name: permission })),
      }),
    );
    return pageOf(roles, call);
  },

  'GET organizations/:id/users/:userId/roles'(call, organizationId, userId) {
    const { roles } = requireMembership(call, organizationId, userId);
    return answer(200, roles.map(organizationRole));
  },

  'POST organizations/:id/users/:userId/roles'(call, organizationId, userId) {
    const membership = requireMembership(call, organizationId, userId);
    const added = roleNames(call, parse(rolesSchema, call.body));
    membership.roles = [...new Set([...membership.roles, ...added])];
    return answer(201);
  },

  'PUT organizations/:id/users/:userId/roles'(call, organizationId, userId) {
    const membership = requireMembership(call, organizationId, userId);
    membership.roles = roleNames(call, parse(rolesSchema, call.body));
    return answer(204);
  },

  'DELETE organizations/:id/users/:userId/roles/:roleId'(call, organizationId, userId, roleId) {
    const membership = requireMembership(call, organizationId, userId);
    const kept = membership.roles.filter((name) => organizationRole(name).id !== roleId);
    if (kept.length === membership.roles.length) throw new ApiError(404, 'entity.not_found');
    membership.roles = kept;
    return answer(204);
  },
};

/** Returns a user's membership; `undefined` for any other user. */
const membershipOf = (account: Account | undefined, organizationId: string) =>
  account?.organizations.find(({ id }) => id === organizationId);

/** @throws {ApiError} 422 `organization.require_membership` */
function requireMembership({ logto }: Call, organizationId: string, userId: string) {
  const membership = membershipOf(logto.accounts.get(userId), organizationId);
  if (!membership) throw new ApiError(422, 'organization.require_membership');
  return membership;
}

/**
 * Returns the names of roles that a body lists by id or by name.
 *
 * @throws {ApiError} 422 `entity.relation_foreign_key_not_found` for a role that does not exist
 */
export function roleNames({ logto }: Call, wanted: z.infer<typeof rolesSchema>): string[] {
  const { organizationRoleIds = [], organizationRoleNames = [] } = wanted;
  const all = Object.keys(logto.catalog.organizationRoles).map(organizationRole);
  const found = all.filter(
    ({ id, name }) => organizationRoleIds.includes(id) || organizationRoleNames.includes(name),
  );
  const count = new Set([...organizationRoleIds, ...organizationRoleNames]).size;
  if (found.length < count) throw new ApiError(422, 'entity.relation_foreign_key_not_found');
  return found.map(({ name }) => name);
}
