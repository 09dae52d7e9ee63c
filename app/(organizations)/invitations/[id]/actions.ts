'use server';

import { redirect } from 'next/navigation';
import { requireUser } from '@/lib/auth';
import { codeOf } from '@/lib/errors';
import { textOf } from '../../fields';
import { acceptInvitation, findInvitation } from '../../invitations-api';
import { outcomeOf, showOutcome } from '../../outcomes';

/** Accepts an invitation for the user who is signed in. If Logto refuses, the page says why. */
export async function accept(form: FormData): Promise<void> {
  const { sub } = await requireUser();
  const id = textOf(form, 'invitation');
  const path = `/invitations/${encodeURIComponent(id)}`;
  if (path.length > 256) showOutcome('/organizations', 'invalid');
  const invitation = await findInvitation(id).catch(outcomeOf);
  if (typeof invitation === 'string') showOutcome(path, invitation);
  if (!invitation) redirect(path);
  const problem = await acceptInvitation(invitation, sub).then(
    () => undefined,
    (error: unknown) => (codeOf(error) === 'request_refused' ? 'refused' : outcomeOf(error)),
  );
  if (problem === 'refused') redirect(path);
  if (problem) showOutcome(path, problem);
  showOutcome(`/organizations/${invitation.organizationId}`, 'joined');
}
