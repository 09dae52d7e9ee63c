import { getConfig } from '../config';

/** Bytes that all cookies of the app may take in a request: many servers refuse headers of 8 KB. */
export const cookieBudgetBytes = 8 * 1024 - 1;

/** Characters of a value in one cookie. Browsers drop cookies of more than 4,096 bytes, with name and attributes. */
const chunkLength = 4096 - 256;

const chunkCount = Math.ceil(cookieBudgetBytes / chunkLength);

type Name = 'logto-session' | 'logto-sign-in';

/** Next's cookies, as far as they are read. */
export interface CookieReader {
  get(name: string): { value: string } | undefined;
}

/** Next's cookies in actions and route handlers. */
export interface Cookies extends CookieReader {
  getAll(): { name: string; value: string }[];
  set(name: string, value: string, attributes: ReturnType<typeof cookieAttributes>): unknown;
}

/**
 * Returns a cookie's full name. On https the `__Host-` prefix makes the browser check that no other host or plain-http page
 * wrote it (RFC 6265bis, 4.1.3.2). On http the name has the port, because browsers share cookies between ports.
 */
export function cookieName(name: Name): string {
  const { baseUrl, secure } = getConfig();
  if (secure) return `__Host-${name}`;
  const { port } = new URL(baseUrl);
  return port === '3000' ? name : `${name}-${port || '80'}`;
}

/** Returns a cookie's attributes. `Lax`, because the browser comes back from Logto by a cross-site navigation. */
export function cookieAttributes(maxAge: number) {
  const { secure } = getConfig();
  return { httpOnly: true, secure, sameSite: 'lax', path: '/', maxAge } as const;
}

/** Returns the bytes that cookies take in a request: `name=value; `. */
export function cookieBytes(cookies: { name: string; value: string }[]): number {
  return cookies.reduce((sum, { name, value }) => sum + name.length + value.length + 3, 0);
}

/** Returns the bytes that a value of this length takes in a request, with the names of its cookies. */
export function chunkedBytes(name: Name, length: number): number {
  return length + Math.ceil(length / chunkLength) * `${cookieName(name)}.0=; `.length;
}

/** Reads `name`, or `name.0`, `name.1` …; `''` if there is none. Chunks of different sessions can't be decrypted. */
export function readChunks(cookies: CookieReader, name: Name): string {
  const [whole, ...chunks] = chunkNames(name).map((chunk) => cookies.get(chunk)?.value ?? '');
  const end = chunks.indexOf('');
  return whole || chunks.slice(0, end < 0 ? chunkCount : end).join('');
}

/** Writes the value and removes unused cookies of this name; a `maxAge` of 0 removes all. */
export function writeChunks(cookies: Cookies, name: Name, value: string, maxAge: number): void {
  const [whole, ...chunks] = chunkNames(name);
  const names = value.length <= chunkLength ? [whole] : chunks;
  for (const each of [whole, ...chunks]) {
    const index = maxAge > 0 ? names.indexOf(each) : -1;
    const chunk = index < 0 ? '' : value.slice(index * chunkLength, (index + 1) * chunkLength);
    cookies.set(each, chunk, cookieAttributes(chunk === '' ? 0 : maxAge));
  }
}

function chunkNames(name: Name): [string, ...string[]] {
  const whole = cookieName(name);
  return [whole, ...Array.from({ length: chunkCount }, (_, index) => `${whole}.${index}`)];
}

/** Returns the cookies of all sign-ins in progress, the newest first. */
export function transactionCookies(cookies: Cookies) {
  const prefix = `${cookieName('logto-sign-in')}-`;
  const found = cookies.getAll().flatMap(({ name, value }) => {
    // 13 digits: the start in milliseconds. A shorter number is the port of another app.
    const match = name.startsWith(prefix) && /^(\d{13})-(.*)$/.exec(name.slice(prefix.length));
    return match ? [{ name, value, startedAt: Number(match[1]), id: match[2] }] : [];
  });
  return found.sort((a, b) => b.startedAt - a.startedAt);
}

/** Removes the oldest unfinished sign-ins, until the others fit into the given number of bytes. */
export function limitTransactions(cookies: Cookies, limitBytes: number): void {
  let bytes = 0;
  for (const cookie of transactionCookies(cookies)) {
    bytes += cookieBytes([cookie]);
    if (bytes > limitBytes) cookies.set(cookie.name, '', cookieAttributes(0));
  }
}
