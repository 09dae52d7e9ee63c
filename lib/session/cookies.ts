import { getConfig } from '../config';

/**
 * Bytes that all cookies of the app may take together in a request: servers and proxies refuse
 * headers of 8 KB, and with them the user.
 */
export const cookieBudgetBytes = 8 * 1024 - 1;

/** Of them, for the pause after a renewal that failed. */
export const pauseBudgetBytes = 400;

/**
 * A cookie's name. On https the `__Host-` prefix has the browser vouch that no other host, path or
 * plain-http page wrote it.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-4.1.3.2
 */
export function cookieName(name: string): string {
  return getConfig().secure ? `__Host-${name}` : name;
}

/**
 * Attributes of every cookie the app sets. `Lax`, because the browser comes back from Logto by a
 * cross-site navigation.
 *
 * @param maxAge seconds
 */
export function cookieAttributes(maxAge: number) {
  return {
    httpOnly: true,
    secure: getConfig().secure,
    sameSite: 'lax',
    path: '/',
    maxAge,
  } as const;
}

/** The part of `await cookies()`, or of a request's cookies, that reading needs. */
export interface CookieReader {
  get(name: string): { value: string } | undefined;
}

/** The part of `await cookies()` that writing needs. */
export interface Cookies extends CookieReader {
  getAll(): { name: string; value: string }[];
  set(name: string, value: string, attributes: ReturnType<typeof cookieAttributes>): unknown;
}

/** Bytes these cookies take in a request: `name=value; `. */
export function cookieBytes(cookies: Iterable<{ name: string; value: string }>): number {
  let bytes = 0;
  for (const { name, value } of cookies) bytes += name.length + value.length + 3;
  return bytes;
}
