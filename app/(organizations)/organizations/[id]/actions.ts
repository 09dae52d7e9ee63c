'use server';

import { requireUser } from '@/lib/auth';
import { emailSchema, nameSchema, textOf, textsOf } from '../../fields';
import * as invitations from '../../invitations-api';
import * as api from '../../organizations-api';
import { outcomeOf, showOutcome, type Outcome } from '../../outcomes';

// Each action requires a permission in the organization that its form names, and changes that organization only.

/** Requires a membership, or a permission, in the form's organization. */
async function guard(form: FormData, permission?: string) {
  const id = textOf(form, 'organization');
  const right = { id, ...(permission !== undefined && { permission }) };
  const user = await requireUser({ organization: right });
  return { id, user, path: `/organizations/${id}` };
}

/** Invites an address. Only those who may change roles may choose the role. */
export async function invite(form: FormData): Promise<void> {
  const { id, user, path } = await guard(form, 'invite:member');
  const [email, role] = [textOf(form, 'email'), textOf(form, 'role').slice(0, 128)];
  if (role !== '') await guard(form, 'manage:member');
  const input = { email: email.slice(0, 254), role };
  const { data: invitee } = emailSchema.safeParse(email);
  if (invitee === undefined) showOutcome(path, 'invalid_email', input);
  const invitation = { invitee, role, inviterId: user.sub };
  showOutcome(path, await invitations.invite(id, invitation).catch(outcomeOf), input);
}

/** Sends an invitation again. */
export async function sendAgain(form: FormData): Promise<void> {
  const { id, path } = await guard(form, 'invite:member');
  showOutcome(path, await withInvitation(id, form, invitations.sendInvitation));
}

export async function revoke(form: FormData): Promise<void> {
  const { id, path } = await guard(form, 'invite:member');
  showOutcome(path, await withInvitation(id, form, invitations.revokeInvitation));
}

/** Does something with the form's invitation, if it is a pending one of this organization. */
async function withInvitation(
  organizationId: string,
  form: FormData,
  change: (invitation: invitations.Invitation) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    const invitation = await invitations.findPending(organizationId, textOf(form, 'invitation'));
    return invitation ? await change(invitation) : 'gone';
  } catch (error) {
    return outcomeOf(error);
  }
}

export async function changeRoles(form: FormData): Promise<void> {
  const { id, path } = await guard(form, 'manage:member');
  const [before, after] = [textOf(form, 'before').split(' '), textsOf(form, 'role')];
  const change = api.changeRoles(id, textOf(form, 'user'), { before, after });
  showOutcome(path, await change.catch(outcomeOf));
}

export async function remove(form: FormData): Promise<void> {
  const { id, path } = await guard(form, 'manage:member');
  showOutcome(path, await api.removeMember(id, textOf(form, 'user')).catch(outcomeOf));
}

/** Ends the user's own membership. */
export async function leave(form: FormData): Promise<void> {
  const { id, user, path } = await guard(form);
  const outcome = await api.removeMember(id, user.sub).catch(outcomeOf);
  if (outcome !== 'removed') showOutcome(path, outcome);
  showOutcome('/organizations', 'left');
}

/** Renames the organization. Those who may delete it may also do this. */
export async function rename(form: FormData): Promise<void> {
  const { id, path } = await guard(form, 'delete:organization');
  const { data: name } = nameSchema.safeParse(textOf(form, 'name'));
  const input = { name: textOf(form, 'name').slice(0, 128) };
  if (name === undefined) showOutcome(path, 'invalid', input);
  showOutcome(path, await api.renameOrganization(id, name).catch(outcomeOf), input);
}

/** Deletes the organization, if the form's box is checked. */
export async function deleteThis(form: FormData): Promise<void> {
  const { id, path } = await guard(form, 'delete:organization');
  if (textOf(form, 'sure') !== 'on') showOutcome(path, 'invalid');
  const outcome = await api.deleteOrganization(id).catch(outcomeOf);
  showOutcome(outcome === 'deleted' ? '/organizations' : path, outcome);
}
