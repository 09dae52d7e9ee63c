'use server';

import { redirect } from 'next/navigation';
import { leaveAll } from '@/app/(organizations)/organizations-api'; // organizations
import * as authEvents from '@/app/auth-events';
import { requireUser } from '@/lib/auth';
import { readAuthEvents } from '@/lib/auth-events';
import { AuthError } from '@/lib/errors';
import { logEvent } from '@/lib/log';
import { endLogtoSession } from '@/lib/logto/sign-out';
import { deleteAccount } from '@/lib/user/changes';

/**
 * Deletes the user's own account, and signs out everywhere. Nothing is deleted if another account has been signed in since
 * the page was loaded. Requires a sign-in of the last five minutes, as the page does.
 */
export async function deleteMyAccount(form: FormData): Promise<void> {
  const path = '/account/delete';
  const { sub } = await requireUser({ maxAge: 5 * 60 }, { returnTo: path });
  if (form.get('sure') !== 'on' || form.get('user') !== sub) redirect(path);
  try {
    if (!(await leaveAll(sub))) redirect(path); // organizations
    await deleteAccount(sub);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    redirect(`${path}?failed=true`);
  }
  try {
    const event = { event: 'User.Deleted', userId: sub, data: { id: sub } } as const;
    await readAuthEvents(authEvents).onUserEvent?.({ ...event, createdAt: new Date() });
  } catch (error) {
    logEvent('request_failed', crypto.randomUUID(), error); // the webhook comes, too
  }
  redirect(await endLogtoSession(undefined).then(String, () => '/'));
}
