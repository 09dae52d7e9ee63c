import 'server-only';
import * as z from 'zod/mini';
import { markOutdated, oneAtATime } from '@/lib/user/changes';
import { codeOf } from '@/lib/errors';
import { request } from '@/lib/logto/management';
import type { Outcome } from './outcomes';

// Calls of the Management API. It may do everything, so each caller must check the user's rights before. Each function throws
// the errors of `request`; a function that changes something also throws `unavailable`.

/** The role of those who run an organization. Its creator gets it, and each organization keeps one member who has it. */
const adminRole = 'admin';

export const pageSize = 20;
const longestPage = 100; // Logto's limit

const text = z.nullish(z.string());
const anything = z.unknown();
export const roleSchema = z.object({ id: z.string(), name: z.string() });
const withIdSchema = z.object({ id: z.string() });
const organizationSchema = z.object({
  ...roleSchema.shape,
  organizationRoles: z.array(roleSchema),
});

const memberSchema = z.object({
  id: z.string(),
  name: text,
  username: text,
  primaryEmail: text,
  avatar: text,
  organizationRoles: z.array(roleSchema),
});

export type Role = z.infer<typeof roleSchema>;
export type Member = z.infer<typeof memberSchema>;

/** Returns the organization's name. */
export async function nameOf(id: string): Promise<string> {
  return (await request(roleSchema, ['organizations', id])).data.name;
}

/** Returns one page of the members, and the number of all. */
export async function listMembers(id: string, page: number, size = pageSize) {
  const query = { page, page_size: size };
  const { data, total } = await request(z.array(memberSchema), ['organizations', id, 'users'], {
    query,
  });
  return { members: data, total };
}

/** Returns the roles that a member of any organization may have. */
export async function listRoles(): Promise<Role[]> {
  const query = { page: 1, page_size: longestPage };
  return (await request(z.array(roleSchema), ['organization-roles'], { query })).data;
}

/** Creates an organization, whose admin is this user, and returns its id. A failure leaves none without an admin. */
export async function createOrganization(name: string, userId: string): Promise<string> {
  const body = { name };
  const { data } = await request(withIdSchema, ['organizations'], { method: 'POST', body });
  const users = ['organizations', data.id, 'users'];
  try {
    await request(anything, users, { method: 'POST', body: { userIds: [userId] } });
    const roles = { organizationRoleNames: [adminRole] };
    const { at } = await request(anything, [...users, userId, 'roles'], {
      method: 'POST',
      body: roles,
    });
    await markOutdated([userId], at);
    return data.id;
  } catch (error) {
    await request(anything, ['organizations', data.id], { method: 'DELETE' }).catch(
      () => undefined,
    );
    throw error;
  }
}

export async function renameOrganization(id: string, name: string): Promise<Outcome> {
  await request(anything, ['organizations', id], { method: 'PATCH', body: { name } });
  return 'renamed';
}

/** Deletes an organization with its invitations. Its members' claims are renewed at their next request. */
export async function deleteOrganization(id: string): Promise<Outcome> {
  const userIds: string[] = [];
  for await (const member of everyMember(id)) userIds.push(member.id);
  const { at } = await request(anything, ['organizations', id], { method: 'DELETE' });
  await markOutdated(userIds, at);
  return 'deleted';
}

/**
 * Replaces a member's roles.
 * @param change the ids of the roles that the form showed, and of those that were chosen
 */
export async function changeRoles(
  organizationId: string,
  userId: string,
  { before, after }: Record<'before' | 'after', string[]>,
): Promise<Outcome> {
  const roles = (await listRoles()).filter(({ id }) => after.includes(id));
  if (roles.length < after.length) return 'invalid';
  return oneAtATime(organizationId, async (assertHeld) => {
    const current = await rolesIn(organizationId, userId);
    if (!current) return 'no_member';
    if (idsOf(current).sort().join(' ') !== [...before].sort().join(' ')) return 'changed';
    if (!roles.some(isAdmin) && (await isLastAdmin(organizationId, userId, current)))
      return 'last_admin';
    assertHeld();
    const body = { organizationRoleIds: idsOf(roles) };
    const path = ['organizations', organizationId, 'users', userId, 'roles'];
    const { at } = await request(anything, path, { method: 'PUT', body });
    await markOutdated([userId], at);
    return 'roles_changed';
  });
}

/** Ends a membership: the user's own, or another one's. */
export async function removeMember(organizationId: string, userId: string): Promise<Outcome> {
  return oneAtATime(organizationId, async (assertHeld) => {
    const current = await rolesIn(organizationId, userId);
    if (!current) return 'no_member';
    if (await isLastAdmin(organizationId, userId, current)) return 'last_admin';
    assertHeld();
    const path = ['organizations', organizationId, 'users', userId];
    const { at } = await request(anything, path, { method: 'DELETE' });
    await markOutdated([userId], at);
    return 'removed';
  });
}

/** Returns the names of the organizations that would have no admin without this user. */
export async function organizationsThatNeed(userId: string): Promise<string[]> {
  const needing: string[] = [];
  for (const { id, name, organizationRoles } of await organizationsOf(userId))
    if (await isLastAdmin(id, userId, organizationRoles)) needing.push(name);
  return needing;
}

/**
 * Ends all memberships of a user whose account is about to be deleted, and returns true. Returns false if an organization
 * would have no admin.
 */
export async function leaveAll(userId: string): Promise<boolean> {
  if ((await organizationsThatNeed(userId)).length > 0) return false;
  const outcomes: Outcome[] = [];
  for (const { id } of await organizationsOf(userId)) outcomes.push(await removeMember(id, userId));
  return !outcomes.includes('last_admin');
}

/** Returns a user's organizations, with their roles there. A user that Logto no longer has is in none. */
async function organizationsOf(userId: string) {
  try {
    const path = ['users', userId, 'organizations'];
    return (await request(z.array(organizationSchema), path)).data;
  } catch (error) {
    if (codeOf(error) === 'not_found') return [];
    throw error;
  }
}

const isAdmin = ({ name }: Role) => name === adminRole;
export const idsOf = (roles: Role[]) => roles.map(({ id }) => id);

/** Returns a member's roles; `undefined` if the user isn't a member. */
async function rolesIn(organizationId: string, userId: string): Promise<Role[] | undefined> {
  const organizations = await organizationsOf(userId);
  return organizations.find(({ id }) => id === organizationId)?.organizationRoles;
}

async function isLastAdmin(id: string, userId: string, roles: Role[]): Promise<boolean> {
  if (!roles.some(isAdmin)) return false;
  for await (const member of everyMember(id))
    if (member.id !== userId && member.organizationRoles.some(isAdmin)) return false;
  return true;
}

async function* everyMember(id: string): AsyncGenerator<Member> {
  const size = longestPage;
  for (let page = 1, rest = 1; rest > 0; page++) {
    const { members, total } = await listMembers(id, page, size);
    yield* members;
    rest = total - page * size;
  }
}
