import { redirect } from 'next/navigation';
import { AuthError, isTransient } from '@/lib/errors';

/** The messages after a form was sent. */
export const successes = {
  created: 'Your organization is ready, and you are its admin.',
  deleted: 'The organization was deleted.',
  invited: 'The invitation was sent.',
  joined: 'Welcome! You are a member now.',
  left: 'You are no longer a member.',
  prepared:
    'The invitation is ready, but no e-mail could be sent. Copy its link, and send it yourself.',
  removed: 'The member was removed.',
  renamed: 'The organization has a new name.',
  revoked: 'The invitation was revoked.',
  roles_changed: 'The roles were changed.',
};

export const problems = {
  already_invited: 'This address has an invitation already. You can send it again below.',
  busy: 'The sign-in service did not answer, or has too many requests. Please try again in a moment.',
  changed: 'Somebody else has changed this in the meantime. Please check, and try again.',
  failed: 'This did not work. Please contact the people who run this app.',
  gone: 'This invitation is no longer pending.',
  invalid: 'Please fill in the form again: a value is missing, too long or not possible.',
  invalid_email: 'This is not an e-mail address. Please correct it.',
  last_admin: 'An organization needs an admin. Make somebody else an admin first.',
  no_member: 'This person is no longer a member.',
  not_invited: 'This address could not be invited. It may belong to a member.',
  repeated: 'This form was sent twice, and done once.',
};

export type Outcome = keyof typeof successes | keyof typeof problems;

/**
 * Redirects to a page that shows the outcome of a form, so that a reload doesn't send it again.
 * @param input the values to fill in again after a problem
 */
export function showOutcome(
  path: string,
  outcome: Outcome,
  input: Record<string, string> = {},
): never {
  const kept = outcome in problems ? input : {};
  redirect(`${path}?${new URLSearchParams({ outcome, ...kept }).toString()}`);
}

/** Returns the outcome if Logto or Redis fails. Throws any other error. */
export function outcomeOf(error: unknown): 'busy' | 'failed' {
  if (!(error instanceof AuthError)) throw error;
  return isTransient(error) ? 'busy' : 'failed';
}
