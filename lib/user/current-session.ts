import 'server-only';
import { AuthError } from '../errors';
import { getCookies } from '../http/route-cookies';
import type { Cookies } from '../session/cookies';
import { endSession, standingOf } from '../session/revocations';
import type { Session } from '../session/session';
import { clearSession, readSession } from '../session/session-cookie';
import { getRendering } from './rendering';

/** The session of this request. */
export interface CurrentSession {
  session: Session;
  /** Claims that Logto issued in this second of its clock or before are outdated, whatever their lifetime. */
  claimsOutdatedAt?: number;
}

/**
 * The session of this request, opened once for each page; `null` where there is none, or not any more.
 *
 * @throws {AuthError} `unavailable` when Redis can't tell whether it is over
 */
export async function getCurrentSession(): Promise<CurrentSession | null> {
  const rendering = await getRendering();
  return rendering ? (rendering.session ??= openSession()) : openSession();
}

async function openSession(): Promise<CurrentSession | null> {
  const session = await readSession(await getCookies());
  if (!session) return null;
  const { ending, ...standing } = await standingOf(session);
  return ending === undefined ? { session, ...standing } : null;
}

/**
 * Removes the cookie of a session that Logto has ended: once, because later answers could meet the
 * cookie of a new sign-in.
 */
export async function clearEndedSession(store: Cookies): Promise<void> {
  const session = await readSession(store);
  if (!session || (await standingOf(session)).ending !== 'ended') return;
  if (await endSession(session, 'replaced')) clearSession(store);
}

/**
 * The session of this request, where there must be one.
 *
 * @throws {AuthError} `not_authenticated`, `unavailable`
 */
export async function requireSession(): Promise<CurrentSession> {
  const current = await getCurrentSession();
  if (!current) throw new AuthError('not_authenticated');
  return current;
}
