import {
  cookieAttributes,
  cookieBudgetBytes,
  cookieName,
  type CookieReader,
  type Cookies,
} from './cookies';

/**
 * Characters of a value that go into one cookie. Browsers drop a cookie of more than 4,096 bytes; the rest
 * is for its name, and for its attributes, which some of them count, too.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-5.6
 */
const chunkLength = 4096 - 256;

const chunkCount = Math.ceil(cookieBudgetBytes / chunkLength);

/**
 * Reads a value that one cookie holds, or several: `name`, or `name.0`, `name.1` and so on. Parts of two
 * values may be mixed: the seal covers the whole value, and doesn't open then.
 *
 * @returns `''` where there is none
 */
export function readChunked(cookies: CookieReader, name: string): string {
  const valueOf = (part: string) => cookies.get(part)?.value ?? '';
  const [whole, ...chunks] = partNames(name);
  const values = chunks.map(valueOf);
  const gap = values.indexOf('');
  return valueOf(whole) || values.slice(0, gap < 0 ? chunkCount : gap).join('');
}

/**
 * Writes a value into one cookie if it fits, else into several, and removes all others that it could be
 * spread over: an answer to another request may have set those since this browser sent its cookies.
 *
 * @param maxAge seconds; 0 removes them all
 */
export function writeChunked(cookies: Cookies, name: string, value: string, maxAge: number): void {
  const written = maxAge > 0 ? split(name, value) : [];
  for (const cookie of written) cookies.set(cookie.name, cookie.value, cookieAttributes(maxAge));
  const kept = written.map((cookie) => cookie.name);
  for (const part of partNames(name))
    if (!kept.includes(part)) cookies.set(part, '', cookieAttributes(0));
}

/** Bytes that a value of this length takes in a request, with the names of its cookies. */
export function chunkedBytes(name: string, length: number): number {
  const nameBytes = `${cookieName(name)}.0=; `.length;
  return length + Math.ceil(length / chunkLength) * nameBytes;
}

function split(name: string, value: string): { name: string; value: string }[] {
  const [whole, ...chunks] = partNames(name);
  if (value.length <= chunkLength) return [{ name: whole, value }];
  const parts = chunks.map((part, index) => ({
    name: part,
    value: value.slice(index * chunkLength, (index + 1) * chunkLength),
  }));
  return parts.filter((part) => part.value !== '');
}

function partNames(name: string): [string, ...string[]] {
  const whole = cookieName(name);
  return [whole, ...Array.from({ length: chunkCount }, (_, index) => `${whole}.${index}`)];
}
