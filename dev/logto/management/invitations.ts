import { z } from 'zod';
import { randomId } from '../accounts';
import { isMember } from '../permissions';
import type { Invitation } from '../state';
import { answer, ApiError, find, organizationRole, parse, type Call, type Routes } from './call';
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

/** Invitations. E-mail addresses are compared without case. */
export const invitationRoutes: Routes = {
  'POST organization-invitations'(call) {
    const { state } = call.logto;
    const { organizationRoleIds, messagePayload, inviterId, ...fields } = parse(
      invitationSchema,
      call.body,
    );
    const { organizationId, invitee, expiresAt } = fields;
    const roles = roleNames(call, { organizationRoleIds });
    if (!state.organizations.has(organizationId) || (inviterId && !state.accounts.has(inviterId)))
      throw new ApiError(422, 'entity.relation_foreign_key_not_found');
    if (expiresAt <= Date.now()) throw new ApiError(400, 'request.invalid_input');
    const accounts = [...state.accounts.values()];
    if (accounts.some((one) => isSame(one.email, invitee) && isMember(one, organizationId)))
      throw new ApiError(422, 'request.invalid_input');
    const pending = [...state.invitations.values()].filter(isPending);
    const isInvited = (other: Invitation) =>
      other.organizationId === organizationId && isSame(other.invitee, invitee);
    if (pending.some(isInvited)) throw new ApiError(422, 'entity.unique_integrity_violation');

    const invitation: Invitation = {
      ...fields,
      id: randomId(21),
      inviterId: inviterId ?? null,
      roles,
      status: 'Pending',
      acceptedUserId: null,
      createdAt: Date.now(),
    };
    if (messagePayload) sendMail(call, invitation, messagePayload);
    state.invitations.set(invitation.id, invitation);
    return answer(201, entity(invitation));
  },

  'GET organization-invitations'({ logto: { state }, url }) {
    const organizationId = url.searchParams.get('organizationId');
    const found = [...state.invitations.values()].filter(
      (invitation) => organizationId === null || invitation.organizationId === organizationId,
    );
    return answer(200, found.map(entity));
  },

  'GET organization-invitations/:id': ({ logto }, id) =>
    answer(200, entity(find(logto.state.invitations, id))),

  'DELETE organization-invitations/:id'({ logto: { state } }, id) {
    find(state.invitations, id);
    state.invitations.delete(id);
    return answer(204);
  },

  'POST organization-invitations/:id/message'(call, id) {
    const payload = parse(payloadSchema, call.body);
    sendMail(call, find(call.logto.state.invitations, id), payload);
    return answer(204);
  },

  'PUT organization-invitations/:id/status'({ logto, body }, id) {
    const wanted = parse(statusSchema, body);
    const invitation = find(logto.state.invitations, id);
    if (!isPending(invitation)) throw new ApiError(422, 'request.invalid_input');
    if (wanted.status === 'Accepted') {
      const account = find(logto.accounts, wanted.acceptedUserId);
      if (!isSame(account.email, invitation.invitee))
        throw new ApiError(422, 'request.invalid_input');
      void logto.management.addMembers(invitation.organizationId, [account], invitation.roles);
    }
    Object.assign(invitation, wanted);
    return answer(200, entity(invitation));
  },
};

/** Returns an invitation as the answers show it. It expires when it is read. */
function entity({ roles, ...invitation }: Invitation) {
  const isExpired = invitation.status === 'Pending' && invitation.expiresAt <= Date.now();
  return {
    ...invitation,
    status: isExpired ? 'Expired' : invitation.status,
    organizationRoles: roles.map(organizationRole),
  };
}

const isPending = (invitation: Invitation) => entity(invitation).status === 'Pending';

const isSame = (one: string | null, other: string) => one?.toLowerCase() === other.toLowerCase();

/** Sends the mail of an invitation. The payload's `link` is how the mail learns the address. */
function sendMail(
  { logto: { settings, state } }: Call,
  { invitee, organizationId }: Invitation,
  { link }: Record<string, unknown>,
): void {
  if (!settings.emailConnector) throw new ApiError(501, 'connector.not_found');
  const subject = `Invitation to ${find(state.organizations, organizationId).name}`;
  state.outbox.push({ to: invitee, subject, link: typeof link === 'string' ? link : null });
}
