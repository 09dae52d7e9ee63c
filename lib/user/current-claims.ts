import 'server-only';
import { isTransient } from '../errors';
import { getCookies, getWritableCookies } from '../http/route-cookies';
import { isOutdated, isRecent, isServable } from '../session/freshness';
import { isRenewalPaused, pauseRenewal } from '../session/pause';
import type { Session } from '../session/session';
import { claimsOf } from './claims-of';
import { requireSession, type CurrentSession } from './current-session';
import { renew } from './renew-session';
import { getRendering, redirectToRefresh } from './rendering';

/**
 * The session, with claims that are not outdated: such are renewed first. While Logto doesn't answer,
 * the claims at hand serve, for an hour at most, and the next try waits some seconds.
 *
 * @throws {AuthError} `not_authenticated`, and those of `renew`
 */
export async function requireUpToDateSession(): Promise<Session> {
  const current = await requireSession();
  const { session } = current;
  if (!needsNewClaims(current)) return session;
  if (isServable(session) && (await isRenewalPaused(await getCookies(), session))) return session;
  const rendering = await getRendering();
  if (rendering) await redirectToRefresh(rendering, 'claims');
  try {
    return await renewClaims(current);
  } catch (error) {
    if (!isTransient(error) || !isServable(session)) throw error;
    await pauseRenewal(await getCookies(), session);
    return session;
  }
}

/** Whether the claims have outlived their ID token, or something happened since that made them old. */
export function needsNewClaims({ session, claimsOutdatedAt }: CurrentSession): boolean {
  return (
    isOutdated(session) ||
    (claimsOutdatedAt !== undefined && claimsOf(session).iat <= claimsOutdatedAt)
  );
}

/**
 * Has Logto issue a new ID token. While a page renders, claims of the last seconds are new enough:
 * they are what the browser has just been sent for.
 *
 * @throws {AuthError} those of `renew`
 */
export async function renewClaims(current: CurrentSession): Promise<Session> {
  const { session, claimsOutdatedAt: claimsAfter } = current;
  const rendering = await getRendering();
  if (rendering) {
    if (isRecent(session) && !needsNewClaims(current)) return session;
    await redirectToRefresh(rendering, 'claims');
  }
  const renewed = await renew(await getWritableCookies(), session, {
    wanted: 'claims',
    claimsAfter,
  });
  return renewed.session;
}
