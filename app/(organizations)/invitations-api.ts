import 'server-only';
import * as z from 'zod/mini';
import { getConfig } from '@/lib/config';
import { codeOf } from '@/lib/errors';
import { request } from '@/lib/logto/management';
import { markOutdated } from '@/lib/user/changes';
import { idsOf, listRoles, roleSchema } from './organizations-api';
import type { Outcome } from './outcomes';

// As in organizations-api.ts, each caller must check the user's rights before.

/** The role of an invitation for which the inviter may choose none. */
export const memberRole = 'member';

const anything = z.unknown();

const invitationSchema = z.object({
  id: z.string(),
  organizationId: z.string(),
  invitee: z.string(), // the e-mail address
  status: z.enum(['Pending', 'Accepted', 'Expired', 'Revoked']),
  expiresAt: z.number(), // milliseconds
  acceptedUserId: z.nullish(z.string()),
  organizationRoles: z.array(roleSchema),
});

export type Invitation = z.infer<typeof invitationSchema>;

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
