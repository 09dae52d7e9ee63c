import 'server-only';
import { cookies } from 'next/headers';
import * as z from 'zod/mini';
import { now } from '../clock';
import { codeOf } from '../errors';
import { request } from '../logto/management';
import { clearSession } from '../session/session-cookie';
import { getStore } from '../session/store';

/**
 * Has the claims and tokens of these users renewed at their next request, on every instance. Call it after a change of
 * their roles, for which Logto sends no webhook.
 * @param at the time of the change: that of the answer to it
 */
export async function markOutdated(userIds: string[], at: number): Promise<void> {
  await getStore().markOutdated(userIds, at);
}

/**
 * Runs one function at a time for a name, on all instances: for a check and a change that belong together.
 * @param work call `assertHeld` right before the change. It throws if the process was stopped for so long that another
 *   one may have started
 * @throws {AuthError} `unavailable` if Redis can't be reached, or another one took too long
 */
export async function oneAtATime<T>(name: string, work: (assertHeld: () => void) => Promise<T>) {
  return getStore().withLock(`change:${name}`, (lease) =>
    work(() => {
      lease.assertHeld();
    }),
  );
}

/** Returns whether a key is used for the first time within an hour: a form that is sent twice has the same key. */
export async function isFirstUse(key: string): Promise<boolean> {
  return getStore().useOnce(`form:${key}`, 60 * 60);
}

/**
 * Deletes a user at Logto, ends all their sessions on every instance, and removes the cookie of this one. An account that
 * Logto no longer has counts as deleted.
 * @throws {AuthError} those of `request`; `unavailable` if Redis can't be reached: calling it again ends the sessions
 */
export async function deleteAccount(userId: string): Promise<void> {
  const at = await request(z.unknown(), ['users', userId], { method: 'DELETE' }).then(
    (answer) => answer.at,
    (error: unknown) => {
      if (codeOf(error) !== 'not_found') throw error;
      return now();
    },
  );
  await getStore().endAll({ sub: userId, iat: at });
  clearSession(await cookies());
}
