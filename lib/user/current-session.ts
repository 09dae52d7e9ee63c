import 'server-only';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { getConfig } from '../config';
import { AuthError, isTransient } from '../errors';
import { keyOf, refreshPath, type TokenTarget } from '../logto/token-target';
import { renew } from './renewal';
import { requestPath } from '../http/request-path';
import { pausedBecause, pauseRenewal } from '../session/pause';
import { accessToken, isOutdated, isRecent, type Session } from '../session/session';
import { standingOf } from '../session/revocations';
import { readSession } from '../session/session-cookie';

/**
 * The session of this request, opened once for each page; `null` where there is none, or not any more.
 *
 * @throws {AuthError} `unavailable` when Redis can't tell whether it was revoked
 */
export const currentSession = cache(async () => {
  const session = await readSession(await cookies());
  return session && !(await standingOf(session)).ending ? session : null;
});

/**
 * The session of this request, where there must be one.
 *
 * @throws {AuthError} `not_authenticated`, `unavailable`
 */
export async function requireSession(): Promise<Session> {
  const session = await currentSession();
  if (!session) throw new AuthError('not_authenticated');
  return session;
}

/**
 * The session, with an ID token that is not older than its own lifetime: an outdated one is renewed
 * first. While Logto doesn't answer, the claims at hand serve, and the next try waits a minute.
 *
 * @throws {AuthError} `not_authenticated`, and those of `renew`
 */
export async function upToDateSession(): Promise<Session> {
  const session = await requireSession();
  return isOutdated(session) && !pausedBecause(await cookies()) ? renewClaims(session) : session;
}

/**
 * Has Logto issue a new ID token. While a page renders, claims of the last seconds are new enough:
 * they are what the browser has just been sent for.
 *
 * @throws {AuthError} those of `renew`
 */
export async function renewClaims(session: Session): Promise<Session> {
  if (isRendering()) {
    if (isRecent(session)) return session;
    redirect(refreshPath({}, await requestPath()));
  }
  try {
    const renewed = await renew(await cookies(), session, 'claims');
    return renewed.session;
  } catch (error) {
    if (!isOutdated(session) || !isTransient(error)) throw error;
    pauseRenewal(await cookies(), error.code);
    return session;
  }
}

/**
 * An access token, from the session while it is fresh, else by a refresh.
 *
 * @throws {AuthError} `not_authenticated`, `invalid_target`, and those of `renew`
 */
export async function tokenFor(target: TokenTarget): Promise<string> {
  const session = await requireSession();
  const { resource } = target;
  if (resource !== undefined && !getConfig().resources.includes(resource))
    throw new AuthError('invalid_target');

  const key = keyOf(target);
  const fresh = accessToken(session, key);
  if (fresh !== undefined) return fresh;

  const valid = accessToken(session, key, 'valid');
  if (isRendering()) {
    // Where tokens live for seconds, what the browser was just sent for may be stale on arrival.
    if (valid !== undefined && isRecent(session)) return valid;
    const paused = pausedBecause(await cookies());
    if (!paused) redirect(refreshPath(target, await requestPath()));
    if (valid === undefined) throw new AuthError(paused);
    return valid;
  }
  try {
    const renewed = await renew(await cookies(), session, target);
    const token = accessToken(renewed.session, key, 'valid');
    if (token === undefined) throw new AuthError('invalid_response');
    return token;
  } catch (error) {
    if (valid === undefined || !isTransient(error)) throw error;
    return valid;
  }
}

/** React remembers `cache` results while it renders server components, and nowhere else. */
const isRendering = () => renderProbe() === renderProbe();
const renderProbe = cache(() => ({}));
