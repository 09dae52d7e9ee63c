import { cookies } from 'next/headers';
import type { NextRequest } from 'next/server';
import * as authEvents from '@/app/auth-events';
import { readAuthEvents } from '@/lib/auth-events';
import { AuthError } from '@/lib/errors';
import { redirectToErrorPage } from '@/lib/http/error-response';
import { emptyResponse, redirectTo } from '@/lib/http/response';
import { logEvent } from '@/lib/log';
import { meetsAnyAcr } from '@/lib/logto/authentication';
import { requestUserInfo } from '@/lib/logto/client';
import { finishSignIn } from '@/lib/logto/sign-in';
import type { Tokens } from '@/lib/logto/tokens';
import { startSession, type Session } from '@/lib/session/session';
import { readSession, writeSession } from '@/lib/session/session-cookie';
import { takeTransaction, type Transaction } from '@/lib/session/transaction';
import { getStore } from '@/lib/session/store';
import { getCurrentSession } from '@/lib/user/current-session';

/** Longer than a code lives at Logto: 60 seconds, by its clock. */
const maxCodeSeconds = 15 * 60;

/**
 * Finishes a sign-in when Logto redirects the browser back: checks the answer, exchanges its code, writes the session.
 * A failure leads to the error page, and leaves an existing session unchanged.
 */
export async function GET(request: NextRequest) {
  const answer = request.nextUrl.searchParams;
  const transaction = await takeTransaction(await cookies(), answer.get('state'));
  if (!transaction) {
    // Back or Reload after a successful sign-in: the user is signed in already.
    if (await getCurrentSession().catch(() => null)) return redirectTo('/');
    const error = new AuthError('sign_in_expired');
    return redirectToErrorPage('sign_in_failed', crypto.randomUUID(), error, '/');
  }
  const { id, returnTo } = transaction;
  try {
    const session = await exchangeOnce(answer, transaction);
    await replaceSession(session);
    logEvent('sign_in_succeeded', id);
    // The user is signed in, but not at the requested level. Going back would ask again.
    if (!meetsAnyAcr(session.claims, transaction.acrValues)) {
      const error = new AuthError('step_up_unmet');
      return redirectToErrorPage('step_up_failed', id, error, returnTo);
    }
    return redirectTo(returnTo);
  } catch (error) {
    return redirectToErrorPage('sign_in_failed', id, error, returnTo);
  }
}

/**
 * Exchanges the code for a session. The same answer from Logto may arrive twice, also at two instances: both get the same
 * session, or none if the first attempt has failed, because Logto ends the whole grant if a code is used again. The grant
 * may also be that of the session that the browser has.
 *
 * @throws {AuthError} those of `finishSignIn`; `sign_in_hook_failed`; `sign_in_expired` if the session has already ended;
 *   `code_refused` if the first attempt has failed; `unavailable`
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
 */
async function exchangeOnce(answer: URLSearchParams, transaction: Transaction): Promise<Session> {
  const { id } = transaction;
  const store = getStore();
  return store.withLock(id, async () => {
    const { endReason, newest } = await store.read({ id });
    if (endReason) throw new AuthError('sign_in_expired');
    if (newest) return newest;
    if (!(await store.useOnce(`code:${id}`, maxCodeSeconds))) throw new AuthError('code_refused');
    const tokens = await finishSignIn(answer, transaction);
    await runOnSignIn(tokens);
    const session = startSession(id, tokens);
    await store.put(session).catch(() => undefined); // the cookie will contain the session
    return session;
  });
}

/** Runs the owner's `onSignIn`. Throws an AuthError `sign_in_hook_failed` if it throws, or those of `requestUserInfo`. */
async function runOnSignIn({ claims, accessToken }: Tokens): Promise<void> {
  const { onSignIn } = readAuthEvents(authEvents);
  if (!onSignIn) return;
  const userInfo = await requestUserInfo(accessToken.value, claims.sub);
  try {
    // A copy: the session's claims are what Logto signed.
    await onSignIn({ user: structuredClone(claims), userInfo });
  } catch (cause) {
    throw new AuthError('sign_in_hook_failed', { cause });
  }
}

/**
 * Writes the session's cookie, and ends the session that the browser had. Its refresh token isn't revoked: for the same user
 * both belong to one grant, and the new one would become invalid, too.
 */
async function replaceSession(session: Session): Promise<void> {
  const jar = await cookies();
  const before = await readSession(jar);
  await writeSession(jar, session);
  if (!before || before.id === session.id) return;
  await getStore()
    .end(before, 'replaced')
    .catch((error: unknown) => {
      logEvent('request_failed', before.id, error); // no reason to refuse the new session
    });
}

/** Next would answer HEAD by running GET. */
export function HEAD() {
  return emptyResponse(204);
}
