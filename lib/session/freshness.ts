import { now } from '../process/clock';
import type { Session } from './session';

/** Seconds for which what Logto said counts as just said. */
const recentSeconds = 10;

/** Seconds that claims may serve beyond their end, while Logto doesn't answer. */
const outdatedClaimsSeconds = 60 * 60;

/** Whether the session can still be used. */
export const isAlive = (session: Session): boolean => session.expiresAt > now();

/**
 * Whether the claims are older than the ID token that brought them was meant to last. A renewal in the
 * future is one by a clock that has been set back since: nobody can tell how old such claims are.
 */
export const isOutdated = (session: Session): boolean =>
  session.idTokenExpiresAt <= now() || isFromTheFuture(session);

/** Whether outdated claims may still serve, where Logto doesn't answer. */
export const isServable = (session: Session): boolean =>
  session.idTokenExpiresAt + outdatedClaimsSeconds > now() && !isFromTheFuture(session);

/** Whether the session was renewed within the last seconds, so that another renewal would bring nothing new. */
export const isRecent = (session: Session): boolean =>
  session.renewedAt > now() - recentSeconds && !isOutdated(session);

const isFromTheFuture = (session: Session): boolean => session.renewedAt > now() + recentSeconds;

/**
 * The access token under this key: while it is fresh, or also near its end. Not in its last second:
 * both clocks count whole ones, and it would be over when Logto sees it.
 */
export function findAccessToken(
  session: Session,
  key: string,
  until: 'fresh' | 'valid' = 'fresh',
): string | undefined {
  const token = isFromTheFuture(session) ? undefined : session.accessTokens[key];
  return token && (until === 'fresh' ? token.staleAt : token.expiresAt - 1) > now()
    ? token.value
    : undefined;
}
