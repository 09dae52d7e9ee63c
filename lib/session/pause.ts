import 'server-only';
import * as z from 'zod/mini';
import { now } from '../process/clock';
import { cookieAttributes, cookieName, type CookieReader, type Cookies } from './cookies';
import { seal, unseal } from './seal';
import type { Session } from './session';

/** Seconds until pages try again by themselves to renew what Logto didn't renew. */
const pauseSeconds = 10;

const pauseSchema = z.object({ id: z.string(), until: z.number() });

/**
 * Remembers for some seconds that Logto didn't answer, so that pages show what is at hand instead of
 * trying on every request. The cookie is sealed, is about one session, and has an end of its own: a browser can
 * shorten a pause, never lengthen it.
 */
export async function pauseRenewal(cookies: Cookies, session: Session): Promise<void> {
  const pause = { id: session.id, until: now() + pauseSeconds };
  const text = await seal('pause', pause, pauseSeconds);
  cookies.set(pauseCookieName(), text, cookieAttributes(pauseSeconds));
}

/** Whether Logto didn't answer within the last seconds when this session was to be renewed. */
export async function isRenewalPaused(cookies: CookieReader, session: Session): Promise<boolean> {
  const text = cookies.get(pauseCookieName())?.value;
  const pause = text === undefined ? undefined : await unseal('pause', pauseSchema, text);
  const secondsLeft = (pause?.until ?? 0) - now();
  return pause?.id === session.id && secondsLeft > 0 && secondsLeft <= pauseSeconds;
}

/** Removes the pause, because renewing works again. */
export function endPause(cookies: Cookies): void {
  if (cookies.get(pauseCookieName())) cookies.set(pauseCookieName(), '', cookieAttributes(0));
}

const pauseCookieName = () => cookieName('logto-pause');
