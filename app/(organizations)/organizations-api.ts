import 'server-only';
import * as z from 'zod/mini';
import { markOutdated, oneAtATime } from '@/lib/user/changes';
import { getConfig } from '@/lib/config';
import { codeOf } from '@/lib/errors';
import { request } from '@/lib/logto/management';
import type { Outcome } from './outcomes';

// Calls of the Management API. It may do everything, so each caller must check the user's rights before. Each function throws
// the errors of `request`; a function that changes something also throws `unavailable`.

/** The role of those who run an organization. Its creator gets it, and each organization keeps one member who has it. */
const adminRole = 'admin';

/** The role of an invitation for which the inviter may choose none. */
export const memberRole = 'member';

export const pageSize = 20;
const longestPage = 100; // Logto's limit

const text = z.nullish(z.string());
const anything = z.unknown();
const roleSchema = z.object({ id: z.string(), name: z.string() });
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

const invitationSchema = z.object({
  id: z.string(),
  organizationId: z.string(),
  invitee: z.string(), // the e-mail address
  status: z.enum(['Pending', 'Accepted', 'Expired', 'Revoked']),
  expiresAt: z.number(), // milliseconds
  acceptedUserId: text,
  organizationRoles: z.array(roleSchema),
});

export type Role = z.infer<typeof roleSchema>;
export type Member = z.infer<typeof memberSchema>;
export type Invitation = z.infer<typeof invitationSchema>;

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

/** Returns the pending invitations, the newest first. */
export async function listInvitations(organizationId: string): Promise<Invitation[]> {
  const query = { organizationId };
  const { data } = await request(z.array(invitationSchema), ['organization-invitations'], {
    query,
  });
  return data
    .filter(({ status }) => status === 'Pending')
    .sort((one, other) => other.expiresAt - one.expiresAt);
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
const idsOf = (roles: Role[]) => roles.map(({ id }) => id);

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

const invitationMilliseconds = 7 * 24 * 60 * 60 * 1000;

/**
 * Creates an invitation, and has Logto send it.
 * @param invitation the e-mail address, the id of the role or `''` for the usual one, and the inviter's id
 */
export async function invite(
  organizationId: string,
  { invitee, role, inviterId }: Record<'invitee' | 'role' | 'inviterId', string>,
): Promise<Outcome> {
  const roles = (await listRoles()).filter(({ id, name }) =>
    role === '' ? name === memberRole : id === role,
  );
  if (role !== '' && roles.length === 0) return 'invalid';
  const body = {
    ...{ organizationId, invitee, inviterId },
    organizationRoleIds: idsOf(roles),
    expiresAt: Date.now() + invitationMilliseconds,
    messagePayload: false, // with a message, Logto creates nothing if it can't send e-mail
  };
  try {
    const path = ['organization-invitations'];
    const { data } = await request(invitationSchema, path, { method: 'POST', body });
    return await sendInvitation(data);
  } catch (error) {
    if (codeOf(error) === 'already_exists') return 'already_invited';
    if (codeOf(error) === 'request_refused') return 'not_invited';
    throw error;
  }
}

/** The page that accepts an invitation. */
export const invitationUrl = (id: string) => `${getConfig().baseUrl}/invitations/${id}`;

const tokenSchema = z.object({ token: z.string() });

/**
 * Has Logto send an invitation by e-mail. The link in the mail has a one-time token, which signs in as the invited address
 * without a password. So nobody but its owner may see this link: the inviter gets the link without the token.
 */
export async function sendInvitation({ id, invitee, expiresAt }: Invitation): Promise<Outcome> {
  const expiresIn = Math.floor((expiresAt - Date.now()) / 1000);
  try {
    const body = { email: invitee, expiresIn };
    const { data } = await request(tokenSchema, ['one-time-tokens'], { method: 'POST', body });
    const link = `${invitationUrl(id)}?${new URLSearchParams(data).toString()}`;
    const path = ['organization-invitations', id, 'message'];
    await request(anything, path, { method: 'POST', body: { link } });
    return 'invited';
  } catch {
    return 'prepared'; // `request` has logged the reason
  }
}

/** Returns an invitation; `undefined` if there is none with this id. */
export async function findInvitation(id: string): Promise<Invitation | undefined> {
  try {
    return (await request(invitationSchema, ['organization-invitations', id])).data;
  } catch (error) {
    if (['not_found', 'invalid_request'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** Returns an invitation that is pending, and is one of this organization. */
export async function findPending(organizationId: string, id: string) {
  const invitation = await findInvitation(id);
  const isPending = invitation?.status === 'Pending';
  return isPending && invitation.organizationId === organizationId ? invitation : undefined;
}

export async function revokeInvitation({ id }: Invitation): Promise<Outcome> {
  await setStatus(id, { status: 'Revoked' });
  return 'revoked';
}

/** Makes a user a member. Logto refuses if the invitation is for another address than the user's. */
export async function acceptInvitation({ id }: Invitation, userId: string): Promise<void> {
  const at = await setStatus(id, { status: 'Accepted', acceptedUserId: userId });
  await markOutdated([userId], at);
}

async function setStatus(id: string, body: object): Promise<number> {
  const path = ['organization-invitations', id, 'status'];
  return (await request(anything, path, { method: 'PUT', body })).at;
}
