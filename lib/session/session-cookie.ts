import 'server-only';
import { AuthError } from '../errors';
import { logEvent } from '../log';
import { now } from '../process/clock';
import { chunkedBytes, readChunked, writeChunked } from './chunked-cookie';
import { cookieBudgetBytes, pauseBudgetBytes, type CookieReader, type Cookies } from './cookies';
import { fitSession, sessionCookie } from './fit-session';
import { recallSession, rememberSession } from './opened-seals';
import { packedSessionSchema, packSession } from './packed-session';
import { seal, unseal } from './seal';
import { isAlive } from './freshness';
import { absoluteLifetimeSeconds, type Session } from './session';
import { limitTransactions } from './transaction';

/**
 * The signed-in user's session. An expired, foreign or damaged cookie is no session: the answer is
 * `null`, never an error.
 */
export async function readSession(cookies: CookieReader): Promise<Session | null> {
  const text = readChunked(cookies, sessionCookie);
  if (text === '') return null;
  let session = recallSession(text);
  if (!session) {
    session = await unseal('session', packedSessionSchema, text);
    if (session) rememberSession(text, session);
  }
  return session && isAlive(session) ? session : null;
}

/** What {@link writeSession} wrote. */
export interface WrittenSession {
  /** The session as it is in the cookie. */
  stored: Session;
  /** `session_too_large`, with sizes for the log: not every access token that was to be kept is in it. */
  tooLarge?: AuthError;
}

/**
 * Seals a session into its cookie, in place of whatever was there. What doesn't fit is left out, see
 * `fitSession`: the rest is written all the same, because it may have the only refresh token that is
 * still good. Sign-ins under way that have no room beside it are given up, the oldest first.
 *
 * @param keep keys of the access tokens that are to be in it before all others
 * @throws {AuthError} `session_too_large` where not even the refresh token fits; nothing is written then
 */
export async function writeSession(
  cookies: Cookies,
  session: Session,
  keep: readonly string[],
): Promise<WrittenSession> {
  const { fitted: stored, leftOut, sizes } = fitSession(session, keep);
  const tooLarge = new AuthError('session_too_large', { sizes });
  if (stored.omittedClaims) logEvent('claims_omitted', session.id, tooLarge);
  const lifetimeSeconds = Math.min(Math.max(1, stored.expiresAt - now()), absoluteLifetimeSeconds);
  const text = await seal('session', packSession(stored), lifetimeSeconds);
  writeChunked(cookies, sessionCookie, text, lifetimeSeconds);
  limitTransactions(
    cookies,
    cookieBudgetBytes - pauseBudgetBytes - chunkedBytes(sessionCookie, text.length),
  );
  return leftOut.length === 0 ? { stored } : { stored, tooLarge };
}

/** Removes the session cookie. */
export function clearSession(cookies: Cookies): void {
  writeChunked(cookies, sessionCookie, '', 0);
}
