import { authErrorCodes, type AuthErrorCode } from '../errors';
import { cookieAttributes, cookieName } from './cookies';

/** Seconds until pages try again by themselves to renew what Logto didn't renew. */
const length = 60;

interface Cookies {
  get(name: string): { value: string } | undefined;
  set(name: string, value: string, attributes: ReturnType<typeof cookieAttributes>): unknown;
}

/**
 * Remembers for a minute that renewing failed, and why, so that no page tries on every request. It
 * needs no seal: whoever forges it keeps only his own claims from being renewed, for a minute.
 */
export function pauseRenewal(cookies: Cookies, why: AuthErrorCode): void {
  cookies.set(name(), why, cookieAttributes(length));
}

/** Why renewing failed within the last minute, if it did. */
export function pausedBecause(cookies: Pick<Cookies, 'get'>): AuthErrorCode | undefined {
  const value = cookies.get(name())?.value;
  return authErrorCodes.find((code) => code === value);
}

/** Renewing works again. */
export function endPause(cookies: Cookies): void {
  if (cookies.get(name())) cookies.set(name(), '', cookieAttributes(0));
}

const name = () => cookieName('logto-pause');
