import 'server-only';
import { createHash } from 'node:crypto';
import { now } from '../clock';
import { authErrorCodes, type AuthErrorCode } from '../errors';
import { cookieAttributes, cookieName } from './cookies';

/** Seconds until a token that could not be had is asked for again. */
const pause = 60;

/** How many refusals are remembered at a time; each takes less than 50 bytes. */
const most = 5;

interface Cookies {
  get(name: string): { value: string } | undefined;
  set(name: string, value: string, attributes: ReturnType<typeof cookieAttributes>): unknown;
}

/**
 * Remembers for a minute that the token under this key could not be had, so that the page that
 * wants it says so instead of asking again. It needs no seal: whoever forges it misleads himself.
 */
export function noteRefusal(cookies: Cookies, key: string, code: AuthErrorCode): void {
  const others = list(cookies).filter(({ id }) => id !== idOf(key));
  const entries = [...others, { id: idOf(key), code, until: now() + pause }].slice(-most);
  const value = entries.map(({ id, code, until }) => `${id}.${code}.${until}`).join('~');
  cookies.set(name(), value, cookieAttributes(pause));
}

/** Why the token under this key could not be had within the last minute, if so. */
export function notedRefusal(
  cookies: Pick<Cookies, 'get'>,
  key: string,
): AuthErrorCode | undefined {
  return list(cookies).find(({ id }) => id === idOf(key))?.code;
}

/** Forgets them: the next page may ask again. */
export function clearRefusals(cookies: Cookies): void {
  if (cookies.get(name())) cookies.set(name(), '', cookieAttributes(0));
}

const name = () => cookieName('logto-refused');

const idOf = (key: string) => createHash('sha256').update(key).digest('base64url').slice(0, 8);

function list(cookies: Pick<Cookies, 'get'>) {
  const entries = (cookies.get(name())?.value ?? '').split('~').slice(0, most);
  return entries.flatMap((entry) => {
    const [id, codeText, untilText] = entry.split('.');
    const code = authErrorCodes.find((known) => known === codeText);
    const until = Number(untilText);
    return id && code && until > now() && until <= now() + pause ? [{ id, code, until }] : [];
  });
}
