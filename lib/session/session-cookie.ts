import 'server-only';
import { now } from '../clock';
import { AuthError } from '../errors';
import {
  chunkedBytes,
  cookieBudgetBytes,
  limitTransactions,
  readChunks,
  writeChunks,
  type CookieReader,
  type Cookies,
} from './cookies';
import { openSession, sealedLength, sealSession } from './seal';
import { isAlive, type Session } from './session';

const cookie = 'logto-session';

/** Bytes of the cookies that the session may take: there is always space for one sign-in in progress. */
const sessionBudgetBytes = cookieBudgetBytes - 1_500;

/** Claims that are never left out: the protocol needs them (OpenID Connect Core, section 2; Back-Channel Logout, 2.1). */
const protocolClaims = 'iss sub aud exp iat auth_time nonce acr amr azp sid'.split(' ');

/** Returns the session in the request's cookies; `null` if there is none, or an expired, foreign or damaged one. */
export async function readSession(cookies: CookieReader): Promise<Session | null> {
  const text = readChunks(cookies, cookie);
  const session = text === '' ? undefined : await openSession(text);
  return session && isAlive(session) ? session : null;
}

/**
 * Writes a session into its cookies. The oldest unfinished sign-ins are removed if they don't fit.
 * @throws {AuthError} `session_too_large` if not even the refresh token fits; nothing is written then
 */
export async function writeSession(cookies: Cookies, session: Session): Promise<void> {
  const seconds = Math.max(1, session.expiresAt - now());
  const text = await sealSession(fitSession(session), seconds);
  writeChunks(cookies, cookie, text, seconds);
  limitTransactions(cookies, cookieBudgetBytes - chunkedBytes(cookie, text.length));
}

/** Removes the session's cookies. */
export function clearSession(cookies: Cookies): void {
  writeChunks(cookies, cookie, '', 0);
}

/**
 * Returns a copy that fits into the cookies: the oldest access tokens are left out, because the store has them, and then the
 * largest claims. `omitted` names what is missing. Throws as {@link writeSession}.
 */
export function fitSession(session: Session): Session {
  const { claims, accessTokens } = session;
  const size = (claim: string) => JSON.stringify(claims[claim]).length;
  const dispensable = Object.keys(claims).filter((claim) => !protocolClaims.includes(claim));
  const largestFirst = dispensable.sort((a, b) => size(b) - size(a));
  const names = [...Object.keys(accessTokens), ...largestFirst];
  for (let count = 0; count <= names.length; count++) {
    const fitted = count === 0 ? session : without(session, names.slice(0, count));
    if (fits(fitted)) return fitted;
  }
  const sizes = { budget: sessionBudgetBytes, session: sealedLength(without(session, names)) };
  throw new AuthError('session_too_large', { sizes });
}

const fits = (session: Session): boolean =>
  chunkedBytes(cookie, sealedLength(session)) <= sessionBudgetBytes;

/** Leaves out claims and access tokens. */
function without(session: Session, names: string[]): Session {
  const others = <T extends object>(parts: T) =>
    Object.fromEntries(Object.entries(parts).filter(([name]) => !names.includes(name))) as T;
  const omitted = [...(session.omitted ?? []), ...names];
  const { claims, accessTokens } = session;
  return { ...session, claims: others(claims), accessTokens: others(accessTokens), omitted };
}
