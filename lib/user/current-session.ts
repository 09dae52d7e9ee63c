import 'server-only';
import { cookies } from 'next/headers';
import { AuthError, codeOf, isTransient } from '../errors';
import { logEvent } from '../log';
import { renew, type RenewalJob } from '../session/renew';
import { isOutdated, isServable, type Session } from '../session/session';
import { clearSession, readSession, writeSession } from '../session/session-cookie';
import { getStore, type SessionStatus } from '../session/store';
import { noteAttempt, redirectToRefresh } from './refresh-redirect';
import { getHandlerContext, getPageContext } from './request-context';

/** The session of this request, in its newest state. */
export interface CurrentSession extends Pick<SessionStatus, 'claimsOutdatedAt' | 'failure'> {
  session: Session;
  /** True if the browser doesn't have the newest refresh token. */
  isCookieBehind: boolean;
}

/** Returns this request's session, read once for each page or handler. Throws `unavailable` if Redis can't be reached. */
export async function getCurrentSession(): Promise<CurrentSession | null> {
  const context = getPageContext() ?? getHandlerContext();
  return context ? (context.current ??= readCurrentSession()) : readCurrentSession();
}

async function readCurrentSession(): Promise<CurrentSession | null> {
  const shown = await readSession(await cookies());
  if (!shown) return null;
  const { endReason, newest: session = shown, ...status } = await getStore().read(shown);
  if (endReason) return null;
  // An earlier response couldn't set the newer cookie; this one can.
  if (session.generation > shown.generation && getHandlerContext()) await writeCookie(session);
  return { session, isCookieBehind: shown.generation < session.rotatedIn, ...status };
}

/** Returns this request's session. Throws `not_authenticated` or `unavailable`. */
export async function requireSession(): Promise<CurrentSession> {
  const current = await getCurrentSession();
  if (!current) throw new AuthError('not_authenticated');
  return current;
}

/** Returns whether the claims are older than their ID token's lifetime, or than an event that changed them. */
export const needsNewClaims = ({ session, claimsOutdatedAt = -1 }: CurrentSession): boolean =>
  isOutdated(session) || session.claims.iat <= claimsOutdatedAt;

/**
 * Returns the session with claims that are not outdated. While Logto doesn't answer, outdated ones are used for one
 * hour after they expire, and the next try waits some seconds. Throws as {@link requireSession}, {@link renewInPlace}.
 */
export async function requireCurrentClaims(): Promise<Session> {
  const current = await requireSession();
  const { session, claimsOutdatedAt, failure, isCookieBehind } = current;
  const isPage = getPageContext() !== undefined;
  if (isPage && isCookieBehind && noteAttempt(session)) await redirectToRefresh(session, {});
  if (!needsNewClaims(current) || (failure && isServable(session))) return session;
  if (isPage) await redirectToRefresh(session);
  try {
    return await renewInPlace(session, { claimsAfter: claimsOutdatedAt });
  } catch (error) {
    const newest = isTransient(error) && (await requireSession()).session; // perhaps with newer claims
    if (!newest || !isServable(newest)) throw error;
    return newest;
  }
}

/**
 * Renews the session and writes its cookie: for route handlers and actions. Pages use `redirectToRefresh`.
 * @throws {AuthError} those of `renew`; with `session_ended` the cookie is removed
 */
export async function renewInPlace(session: Session, job: RenewalJob): Promise<Session> {
  const { session: newest, error } = await renew(session, job);
  const code = error === undefined ? undefined : codeOf(error);
  const hasEnded = code === 'session_ended' || code === 'session_replaced';
  const handler = getHandlerContext();
  if (handler)
    handler.current = Promise.resolve(hasEnded ? null : { session: newest, isCookieBehind: false });
  // A rotated refresh token must reach the browser, even if Logto's answer was refused otherwise.
  if (!hasEnded && (code === undefined || newest.generation > session.generation))
    await writeCookie(newest);
  if (code === undefined) return newest;
  logEvent('refresh_failed', session.id, error);
  if (code === 'session_ended') await clearEndedSession(session).catch(() => undefined);
  throw error;
}

/** Writes the session's cookie. If the response was already sent, a later request gets it from the store instead. */
export async function writeCookie(session: Session): Promise<void> {
  const handler = getHandlerContext();
  if (handler) handler.cookie = session;
  else
    await writeSession(await cookies(), session).catch((error: unknown) => {
      // What Next throws after the response, as in `after()`.
      if (!String(error).includes('Cookies can only be modified')) throw error;
    });
}

/** Writes a handler's cookie, unless the session was replaced while it ran. Returns whether a cookie is in the answer. */
export async function writeHandlerCookie(cookie: Session | null | undefined): Promise<boolean> {
  if (!cookie) return cookie === null;
  const { endReason } = await getStore()
    .read({ id: cookie.id })
    .catch(() => ({ endReason: undefined }));
  if (endReason) return false;
  return writeSession(await cookies(), cookie).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) !== 'session_too_large') throw error;
      logEvent('request_failed', cookie.id, error); // the store keeps the session
      return false;
    },
  );
}

/** Removes an ended session's cookie. Only one response does: a later one could remove the cookie of a new sign-in. */
export async function clearEndedSession(session: Session): Promise<void> {
  const isFirst = await getStore().end(session, 'replaced');
  const handler = getHandlerContext();
  if (!isFirst || handler?.isAnswered) return;
  if (handler) handler.cookie = null;
  clearSession(await cookies());
}
