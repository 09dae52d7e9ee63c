import 'server-only';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { getConfig } from '../config';
import { AuthError, isTransient } from '../errors';
import { requestPath } from '../http/request-path';
import {
  assertTarget,
  keyOf,
  refreshPath,
  type TokenTarget,
  type Wanted,
} from '../logto/token-target';
import type { Cookies } from '../session/cookies';
import { isRenewalPaused, pauseRenewal } from '../session/pause';
import { endSession, standingOf } from '../session/revocations';
import { findAccessToken, isOutdated, isRecent, isServable } from '../session/freshness';
import type { Session } from '../session/session';
import { clearSession, readSession } from '../session/session-cookie';
import { claimsOf } from './claims-of';
import { renew } from './renewal';

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
export const currentSession = cache(async (): Promise<CurrentSession | null> => {
  const session = await readSession(await cookies());
  if (!session) return null;
  const { ending, ...standing } = await standingOf(session);
  return ending === undefined ? { session, ...standing } : null;
});

/**
 * Removes the cookie of a session that Logto has ended: once, because later answers could meet the
 * cookie of a new sign-in.
 */
export async function clearEndedSession(store: Cookies): Promise<void> {
  const session = await readSession(store);
  if (!session || (await standingOf(session)).ending !== 'ended') return;
  await endSession(session, 'replaced');
  clearSession(store);
}

/**
 * The session of this request, where there must be one.
 *
 * @throws {AuthError} `not_authenticated`, `unavailable`
 */
export async function requireSession(): Promise<CurrentSession> {
  const current = await currentSession();
  if (!current) throw new AuthError('not_authenticated');
  return current;
}

/**
 * The session, with claims that are not outdated: such are renewed first. While Logto doesn't answer,
 * the claims at hand serve, for an hour at most, and the next try waits some seconds.
 *
 * @throws {AuthError} `not_authenticated`, and those of `renew`
 */
export async function upToDateSession(): Promise<Session> {
  const current = await requireSession();
  const { session } = current;
  if (!needsNewClaims(current)) return session;
  if (isServable(session) && (await isRenewalPaused(await cookies(), session))) return session;
  if (isRendering()) await leaveToRefresh('claims');
  try {
    return await renewClaims(current);
  } catch (error) {
    if (!isTransient(error) || !isServable(session)) throw error;
    await pauseRenewal(await cookies(), session);
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
  if (isRendering()) {
    if (isRecent(session) && !needsNewClaims(current)) return session;
    await leaveToRefresh('claims');
  }
  const renewed = await renew(await cookies(), session, { wanted: 'claims', claimsAfter });
  return renewed.session;
}

/**
 * An access token, from the session while it is fresh, else by a refresh.
 *
 * @throws {AuthError} `not_authenticated`, those of `assertTarget`, and those of `renew`
 */
export async function tokenFor(target: TokenTarget): Promise<string> {
  const { session } = await requireSession();
  assertTarget(target, getConfig().resources);
  const key = keyOf(target);
  const fresh = findAccessToken(session, key);
  const valid = fresh ?? findAccessToken(session, key, 'valid');
  if (isRendering()) {
    // Where tokens live for seconds, what the browser was just sent for may be stale on arrival.
    const isGoodEnough =
      fresh !== undefined || isRecent(session) || (await isRenewalPaused(await cookies(), session));
    if (valid === undefined || !isGoodEnough) return leaveToRefresh(target);
    tokensInUse().add(key);
    return valid;
  }
  if (fresh !== undefined) return fresh;
  try {
    const renewed = await renew(await cookies(), session, { wanted: target });
    const token = findAccessToken(renewed.session, key, 'valid');
    if (token === undefined) throw new AuthError('invalid_response');
    return token;
  } catch (error) {
    if (valid === undefined || !isTransient(error)) throw error;
    return valid;
  }
}

/** Sends the browser for what this page is missing; what the page has used so far must not be lost on the way. */
async function leaveToRefresh(wanted: Wanted): Promise<never> {
  redirect(refreshPath(wanted, await requestPath(), [...tokensInUse()]));
}

/** Keys of the access tokens that the page being rendered has used. */
const tokensInUse = cache(() => new Set<string>());

/** React remembers `cache` results while it renders server components, and nowhere else. */
const isRendering = () => renderProbe() === renderProbe();
const renderProbe = cache(() => ({}));
