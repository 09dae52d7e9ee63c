import 'server-only';
import { AuthError, codeOf } from '../errors';
import { logEvent } from '../log';
import { finishSignIn } from '../logto/sign-in';
import { tokenKeyOf } from '../logto/token-target';
import type { Cookies } from '../session/cookies';
import { endSession } from '../session/revocations';
import type { Session } from '../session/session';
import { startSession } from '../session/session-changes';
import { readSession, writeSession } from '../session/session-cookie';
import type { Transaction } from '../session/transaction';
import { getRenewals } from './renew-session';

/**
 * Finishes a sign-in and writes its session's cookie. The same answer of Logto's may come twice, also
 * to two instances: its code is exchanged once, and both get the same session, because Logto ends the
 * whole grant when a code is replayed.
 *
 * The new session replaces the one that the browser had. Its refresh token isn't revoked: where the user is the
 * same, both belong to one grant, and the new one would die with the old.
 *
 * @returns the new session
 * @throws {AuthError} those of `finishSignIn`; `sign_in_expired` where the session that came of it is
 *   over already; `unavailable`
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
 */
export async function completeSignIn(
  cookies: Cookies,
  answer: URLSearchParams,
  transaction: Transaction,
): Promise<Session> {
  const { id } = transaction;
  const key = tokenKeyOf({}); // the first access token is the opaque one
  const before = await readSession(cookies);
  const { state, isOver, error } = await getRenewals().enqueue(id, undefined, {
    isEnough: () => true,
    concernsAll: () => true,
    run: async () => startSession(id, await finishSignIn(answer, transaction), key),
  });
  if (isOver || codeOf(error) === 'session_replaced') throw new AuthError('sign_in_expired');
  if (!state) throw error;
  await writeSession(cookies, state, [key]);
  if (before && before.id !== id) await replace(before);
  return state;
}

async function replace(session: Session): Promise<void> {
  try {
    await endSession(session, 'replaced');
  } catch (error) {
    // This instance knows, and the others will be told: no reason to turn the user away.
    logEvent('request_failed', session.id, error);
  }
}
