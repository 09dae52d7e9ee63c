import { z } from 'zod';
import { randomId, type Account } from '../accounts';
import type { Organization } from '../state';
import { userEntity } from '../webhooks';
import { ApiError, find, organizationRole, pageOf, parse, type Call, type Handler } from './call';

const nameSchema = z.string().min(1).max(128);
const createSchema = z.object({
  name: nameSchema,
  description: z.string().max(256).nullish(),
  customData: z.record(z.string(), z.unknown()).optional(),
});
const membersSchema = z.object({ userIds: z.array(z.string()).min(1) });
const rolesSchema = z.object({
  organizationRoleIds: z.array(z.string()).default([]),
  organizationRoleNames: z.array(z.string()).default([]),
});

const entity = (organization: Organization) => ({ tenantId: 'default', ...organization });

export const listOrganizations: Handler = (call) =>
  pageOf([...call.logto.state.organizations.values()].map(entity), call);

export const createOrganization: Handler = ({ logto, body }) => {
  const { name, description = null, customData = {} } = parse(createSchema, body);
  const organization = { id: randomId(), name, description, customData, createdAt: Date.now() };
  logto.state.organizations.set(organization.id, organization);
  return { status: 201, body: entity(organization) };
};

export const getOrganization: Handler = ({ logto }, id) => ({
  status: 200,
  body: entity(find(logto.state.organizations, id)),
});

export const updateOrganization: Handler = ({ logto, body }, id) => {
  const organization = find(logto.state.organizations, id);
  Object.assign(organization, parse(createSchema.partial(), body));
  return { status: 200, body: entity(organization) };
};

/** Deletes an organization with its memberships and invitations. The application's webhook gets no event. */
export const deleteOrganization: Handler = ({ logto: { state } }, id) => {
  find(state.organizations, id);
  state.organizations.delete(id);
  for (const account of state.accounts.values())
    account.organizations = account.organizations.filter((membership) => membership.id !== id);
  for (const invitation of state.invitations.values())
    if (invitation.organizationId === id) state.invitations.delete(invitation.id);
  return { status: 204 };
};

/** Returns a user's membership; `undefined` if they are no member. */
const membershipOf = (account: Account | undefined, organizationId: string) =>
  account?.organizations.find(({ id }) => id === organizationId);

export const listMembers: Handler = (call, organizationId) => {
  const { accounts, organizations } = call.logto.state;
  find(organizations, organizationId);
  const members = [...accounts.values()].flatMap((account) => {
    const membership = membershipOf(account, organizationId);
    if (!membership) return [];
    return { ...userEntity(account), organizationRoles: membership.roles.map(organizationRole) };
  });
  return pageOf(members, call);
};

/** Adds members. A user who is one already stays one. */
export const addMembers: Handler = ({ logto, body }, organizationId) => {
  const { userIds } = parse(membersSchema, body);
  const accounts = userIds.flatMap((id) => logto.accounts.get(id) ?? []);
  if (!logto.state.organizations.has(organizationId) || accounts.length < userIds.length)
    throw new ApiError(422, 'entity.relation_foreign_key_not_found');
  void logto.management.addMembers(organizationId, accounts);
  return { status: 201 };
};

export const removeMember: Handler = ({ logto }, organizationId, userId) => {
  const account = logto.accounts.get(userId);
  if (!account || !membershipOf(account, organizationId))
    throw new ApiError(404, 'entity.not_found');
  void logto.management.removeMembers(organizationId, [account]);
  return { status: 204 };
};

export const listOrganizationsOfUser: Handler = (call, userId) => {
  const { accounts, organizations } = call.logto.state;
  const memberships = find(accounts, userId).organizations.flatMap(({ id, roles }) => {
    const organization = organizations.get(id);
    const organizationRoles = roles.map(organizationRole);
    return organization ? [{ ...entity(organization), organizationRoles }] : [];
  });
  return isPaged(call) ? pageOf(memberships, call) : { status: 200, body: memberships };
};

const isPaged = ({ url }: Call) =>
  url.searchParams.has('page') || url.searchParams.has('page_size');

export const listRoles: Handler = (call) => {
  const roles = Object.entries(call.logto.catalog.organizationRoles).map(
    ([name, { permissions }]) => ({
      ...{ tenantId: 'default', ...organizationRole(name), description: null, type: 'User' },
      scopes: permissions.map((permission) => ({ id: permission, name: permission })),
      resourceScopes: [],
    }),
  );
  return isPaged(call) ? pageOf(roles, call) : { status: 200, body: roles };
};

/**
 * Returns the names of roles that a body lists by id or by name.
 *
 * @throws {ApiError} 422 `entity.relation_foreign_key_not_found` for a role that does not exist
 */
export function roleNames({ logto }: Call, wanted: Partial<z.infer<typeof rolesSchema>>): string[] {
  const { organizationRoleIds = [], organizationRoleNames = [] } = wanted;
  const all = Object.keys(logto.catalog.organizationRoles).map(organizationRole);
  const found = all.filter(
    ({ id, name }) => organizationRoleIds.includes(id) || organizationRoleNames.includes(name),
  );
  const count = new Set([...organizationRoleIds, ...organizationRoleNames]).size;
  if (found.length < count) throw new ApiError(422, 'entity.relation_foreign_key_not_found');
  return found.map(({ name }) => name);
}

/** @throws {ApiError} 422 `organization.require_membership` */
function requireMembership({ logto }: Call, organizationId: string, userId: string) {
  const membership = membershipOf(logto.accounts.get(userId), organizationId);
  if (!membership) throw new ApiError(422, 'organization.require_membership');
  return membership;
}

export const listRolesOfMember: Handler = (call, organizationId, userId) => {
  const { roles } = requireMembership(call, organizationId, userId);
  return { status: 200, body: roles.map(organizationRole) };
};

export const addRolesOfMember: Handler = (call, organizationId, userId) => {
  const membership = requireMembership(call, organizationId, userId);
  const added = roleNames(call, parse(rolesSchema, call.body));
  membership.roles = [...new Set([...membership.roles, ...added])];
  return { status: 201 };
};

export const replaceRolesOfMember: Handler = (call, organizationId, userId) => {
  const membership = requireMembership(call, organizationId, userId);
  membership.roles = roleNames(call, parse(rolesSchema, call.body));
  return { status: 204 };
};

export const removeRoleOfMember: Handler = (call, organizationId, userId, roleId) => {
  const membership = requireMembership(call, organizationId, userId);
  const kept = membership.roles.filter((name) => organizationRole(name).id !== roleId);
  if (kept.length === membership.roles.length) throw new ApiError(404, 'entity.not_found');
  membership.roles = kept;
  return { status: 204 };
};
