import 'server-only';
import type { Cookies } from '../session/cookies';
import { AuthError } from '../errors';
import { logEvent } from '../log';
import { refreshTokens } from '../logto/refresh';
import { keyOf, type TokenTarget } from '../logto/token-target';
import { renewLatest } from '../session/latest-session';
import { accessToken, isOutdated, renewSession, type Session } from '../session/session';
import { clearSession, writeSession } from '../session/session-cookie';

/**
 * States that didn't fit their cookies. They are remembered for their refresh token, which may be the
 * only one that is still good; what they brought counts as not there.
 */
const tooLarge = new WeakSet<Session>();

/** What a renewal is to bring: a token for something, or, for `'claims'`, just a new ID token. */
export type Wanted = TokenTarget | 'claims';

/**
 * Renews the session and writes its cookie: for route handlers and server actions, which can. A
 * server component can't; it leads the browser through `/api/logto/refresh`.
 *
 * @returns the session, with what was wanted in it
 * @throws {AuthError} those of `refreshTokens`, and `offline_access_missing`, `unavailable`,
 *   `session_too_large`. With `session_ended` the cookie is gone; with any other it stays as it was.
 */
export async function renew(
  cookies: Cookies,
  session: Session,
  wanted: Wanted,
): Promise<{ session: Session; stored: Session }> {
  const target = wanted === 'claims' ? {} : wanted;
  const key = keyOf(target);
  const isEnough = (latest: Session) =>
    !tooLarge.has(latest) &&
    (wanted === 'claims'
      ? latest.generation > session.generation && !isOutdated(latest)
      : accessToken(latest, key) !== undefined);
  let renewed;
  try {
    renewed = await renewLatest(session, isEnough, async (latest) => {
      if (latest.refreshToken === undefined) throw new AuthError('offline_access_missing');
      const tokens = await refreshTokens(
        latest.refreshToken,
        latest.idToken,
        target,
        // Counts as newer than what the browser has, so that the next attempt begins with it.
        async (rotated) => {
          const { generation } = latest;
          const kept = { ...latest, refreshToken: rotated, generation: generation + 1 };
          await writeSession(cookies, kept, []);
        },
      );
      logEvent('session_refreshed', session.id);
      return renewSession(latest, tokens, key);
    });
    const written = await writeSession(cookies, renewed, [key]);
    if (written.tooLarge) throw written.tooLarge;
    return { session: renewed, stored: written.stored };
  } catch (error) {
    logEvent('refresh_failed', session.id, error);
    const code = error instanceof AuthError ? error.code : undefined;
    if (code === 'session_ended') clearSession(cookies);
    if (code === 'session_too_large' && renewed) tooLarge.add(renewed);
    throw error;
  }
}
