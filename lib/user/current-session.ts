import 'server-only';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { AsyncLocalStorage } from 'node:async_hooks';
import { cache } from 'react';
import { getConfig } from '../config';
import { AuthError, isTransient } from '../errors';
import { logEvent } from '../log';
import { signInPath } from '../logto/sign-in-options';
import { keyOf, refreshPath, type TokenTarget } from '../logto/token-target';
import { renew } from './renewal';
import { requestPath } from '../http/request-path';
import { errorPagePath } from '../http/responses';
import { pausedBecause, pauseRenewal } from '../session/pause';
import { accessToken, isOutdated, isRecent, type Session } from '../session/session';
import { isRevoked } from '../session/revocations';
import { readSession } from '../session/session-cookie';

/**
 * The session of this request, opened once for each page; `null` where there is none, or not any more.
 *
 * @throws {AuthError} `unavailable` when Redis can't tell whether it was revoked
 */
export const currentSession = cache(async () => {
  const session = await readSession(await cookies());
  return session && !(await isRevoked(session)) ? session : null;
});

/** @throws {AuthError} `not_authenticated`, `unavailable`, see {@link leave} */
export async function sessionOrLeave(): Promise<Session> {
  const session = await currentSession().catch(leave);
  return session ?? leave(new AuthError('not_authenticated'));
}

/**
 * The session, with an ID token that is not older than its own lifetime: an outdated one is renewed
 * first. While Logto doesn't answer, the claims at hand serve, and the next try waits a minute.
 *
 * @throws {AuthError} `not_authenticated`, `session_ended`, see {@link leave}
 */
export async function upToDateSession(): Promise<Session> {
  const session = await sessionOrLeave();
  return isOutdated(session) && !pausedBecause(await cookies()) ? renewClaims(session) : session;
}

/**
 * Has Logto issue a new ID token. While a page renders, claims of the last seconds are new enough:
 * they are what the browser has just been sent for.
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
    if (!isOutdated(session) || !isTransient(error)) return leave(error);
    pauseRenewal(await cookies(), error.code);
    return session;
  }
}

/**
 * An access token, from the session while it is fresh, else by a refresh.
 *
 * @throws {AuthError} see `renew` and {@link leave}
 */
export async function tokenFor(target: TokenTarget): Promise<string> {
  const session = await sessionOrLeave();
  const { resource } = target;
  if (resource !== undefined && !getConfig().resources.includes(resource))
    return leave(new AuthError('invalid_target'));

  const key = keyOf(target);
  const fresh = accessToken(session, key);
  if (fresh !== undefined) return fresh;

  const valid = accessToken(session, key, 'valid');
  if (isRendering()) {
    // Where tokens live for seconds, what the browser was just sent for may be stale on arrival.
    if (valid !== undefined && isRecent(session)) return valid;
    const paused = pausedBecause(await cookies());
    if (!paused) redirect(refreshPath(target, await requestPath()));
    return valid ?? leave(new AuthError(paused));
  }
  try {
    const renewed = await renew(await cookies(), session, target);
    const token = accessToken(renewed.session, key, 'valid');
    if (token === undefined) throw new AuthError('invalid_response');
    return token;
  } catch (error) {
    return valid !== undefined && isTransient(error) ? valid : await leave(error);
  }
}

/** Under which the log tells of this request: its session's id, where there is one. */
export async function requestId(): Promise<string> {
  const session = await readSession(await cookies());
  return session?.id ?? crypto.randomUUID();
}

/** Set while a route handler runs that answers in JSON, also where it fails. */
export const answersInJson = new AsyncLocalStorage<true>();

/**
 * Gives up. Under `withUser` the caller gets the error. Anywhere else the browser is sent on: to sign
 * in, or to the error page.
 */
export async function leave(error: unknown): Promise<never> {
  if (!(error instanceof AuthError) || answersInJson.getStore()) throw error;
  const returnTo = await requestPath();
  if (error.code === 'not_authenticated' || error.code === 'session_ended')
    redirect(signInPath({ returnTo }));
  const id = await requestId();
  logEvent('request_failed', id, error);
  redirect(errorPagePath(error, returnTo, id));
}

/** React remembers `cache` results while it renders server components, and nowhere else. */
const isRendering = () => renderProbe() === renderProbe();
const renderProbe = cache(() => ({}));
