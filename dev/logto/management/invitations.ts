import { z } from 'zod';
import { randomId } from '../accounts';
import { isMember } from '../permissions';
import type { Invitation, State } from '../state';
import { ApiError, find, organizationRole, parse, type Call, type Handler } from './call';
import { roleNames } from './organizations';

const payloadSchema = z.record(z.string(), z.unknown());
const invitationSchema = z.object({
  organizationId: z.string(),
  invitee: z.email().max(256),
  expiresAt: z.number(),
  inviterId: z.string().nullish(),
  organizationRoleIds: z.array(z.string()).optional(),
  messagePayload: z.union([payloadSchema, z.literal(false)]).default(false),
});
const statusSchema = z.union([
  z.object({ status: z.literal('Accepted'), acceptedUserId: z.string() }),
  z.object({ status: z.literal('Revoked') }),
]);

/** Returns an invitation as the answers show it. It expires when it is read. */
function entity({ roles, ...invitation }: Invitation) {
  const { status, expiresAt } = invitation;
  return {
    tenantId: 'default',
    ...invitation,
    status: status === 'Pending' && expiresAt <= Date.now() ? 'Expired' : status,
    organizationRoles: roles.map(organizationRole),
  };
}

const isPending = (invitation: Invitation) => entity(invitation).status === 'Pending';

const sameAddress = (one: string | null, other: string | null) =>
  one?.toLowerCase() === other?.toLowerCase();

/** Sends the mail of an invitation. The payload's `link` is how the mail learns the address. */
function sendMail({ logto }: Call, { invitee, organizationId }: Invitation, payload: object): void {
  if (!logto.settings.emailConnector) throw new ApiError(501, 'connector.not_found');
  const { state } = logto;
  const organization = state.organizations.get(organizationId)?.name ?? organizationId;
  const link = 'link' in payload && typeof payload.link === 'string' ? payload.link : null;
  state.outbox.push({ to: invitee, subject: `Invitation to ${organization}`, link });
}

export const createInvitation: Handler = (call) => {
  const { state } = call.logto;
  const {
    organizationRoleIds = [],
    messagePayload,
    inviterId = null,
    ...fields
  } = parse(invitationSchema, call.body);
  const { organizationId, invitee, expiresAt } = fields;
  const roles = roleNames(call, { organizationRoleIds });
  const isUnknown = inviterId !== null && !state.accounts.has(inviterId);
  if (!state.organizations.has(organizationId) || isUnknown)
    throw new ApiError(422, 'entity.relation_foreign_key_not_found');
  if (expiresAt <= Date.now()) throw new ApiError(400, 'request.invalid_input');
  const accounts = [...state.accounts.values()];
  if (accounts.some((one) => sameAddress(one.email, invitee) && isMember(one, organizationId)))
    throw new ApiError(422, 'request.invalid_input');
  const others = invitationsOf(state, organizationId).filter(isPending);
  if (others.some((other) => sameAddress(other.invitee, invitee)))
    throw new ApiError(422, 'entity.unique_integrity_violation');

  const now = Date.now();
  const invitation: Invitation = {
    ...{ id: randomId(21), inviterId, acceptedUserId: null, ...fields, roles, status: 'Pending' },
    ...{ createdAt: now, updatedAt: now },
  };
  if (messagePayload) sendMail(call, invitation, messagePayload);
  state.invitations.set(invitation.id, invitation);
  return { status: 201, body: entity(invitation) };
};

const invitationsOf = ({ invitations }: State, organizationId: string) =>
  [...invitations.values()].filter((invitation) => invitation.organizationId === organizationId);

export const listInvitations: Handler = ({ logto: { state }, url }) => {
  const [organizationId, inviterId, invitee] = ['organizationId', 'inviterId', 'invitee'].map(
    (name) => url.searchParams.get(name),
  );
  const found = [...state.invitations.values()].filter(
    (invitation) =>
      (!organizationId || invitation.organizationId === organizationId) &&
      (!inviterId || invitation.inviterId === inviterId) &&
      (!invitee || sameAddress(invitation.invitee, invitee)),
  );
  return { status: 200, body: found.map(entity) };
};

export const getInvitation: Handler = ({ logto }, id) => ({
  status: 200,
  body: entity(find(logto.state.invitations, id)),
});

export const deleteInvitation: Handler = ({ logto: { state } }, id) => {
  find(state.invitations, id);
  state.invitations.delete(id);
  return { status: 204 };
};

export const sendInvitation: Handler = (call, id) => {
  const payload = parse(payloadSchema, call.body);
  sendMail(call, find(call.logto.state.invitations, id), payload);
  return { status: 204 };
};

/** Accepts or revokes an invitation, once. Only an account with the invited address may accept it. */
export const changeStatus: Handler = ({ logto, body }, id) => {
  const wanted = parse(statusSchema, body);
  const invitation = find(logto.state.invitations, id);
  if (!isPending(invitation)) throw new ApiError(422, 'request.invalid_input');
  if (wanted.status === 'Accepted') {
    const account = find(logto.accounts, wanted.acceptedUserId);
    if (!sameAddress(account.email, invitation.invitee))
      throw new ApiError(422, 'request.invalid_input');
    void logto.management.addMembers(invitation.organizationId, [account], invitation.roles);
  }
  Object.assign(invitation, { ...wanted, updatedAt: Date.now() });
  return { status: 200, body: entity(invitation) };
};
