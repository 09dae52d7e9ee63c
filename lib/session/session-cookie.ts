import 'server-only';
import { getIronSession, type CookieJar, type CookieStore } from 'iron-session';
import { now } from '../process/clock';
import { getConfig } from '../config';
import { AuthError } from '../errors';
import { cookieAttributes, cookieBudget, cookieBytes, cookieName } from './cookies';
import { recall, remember } from './opened-seals';
import { isAlive, sessionSchema, type Session } from './session';

/**
 * Bytes the session may take: the app's budget, less room for one sign-in under way, which may be
 * needed at any time, and for the pause cookie.
 */
const sessionBudget = cookieBudget - 1600 - 100;

/** A day more than a session can live without being written again. */
const longest = 15 * 24 * 60 * 60;

/**
 * The signed-in user's session. An expired, foreign or damaged cookie is no session: the answer is
 * `null`, never an error.
 *
 * @param cookies `await cookies()`, or iron-session's adapter for the middleware
 */
export async function readSession(cookies: CookieStore | CookieJar): Promise<Session | null> {
  const seal = sealIn(cookies);
  if (seal === '') return null;
  let session = recall(seal);
  if (!session) {
    session = sessionSchema.safeParse((await open(cookies, longest)).session).data;
    if (session) remember(seal, session);
  }
  return session && isAlive(session) ? session : null;
}

/** The values of all cookies that one session can be spread over, exactly as they came. */
function sealIn(cookies: CookieStore | CookieJar): string {
  const name = cookieName('logto-session');
  const values = [name, ...[0, 1, 2, 3].map((chunk) => `${name}.${chunk}`)].map((part) =>
    'read' in cookies ? cookies.read(part) : cookies.get(part)?.value,
  );
  return values.some(Boolean) ? values.join(' ') : '';
}

/**
 * Seals a session into its cookie, in place of whatever was there. Access tokens that don't fit are
 * left out, the oldest first: they can be had again.
 *
 * @param key the access token to keep before all others
 * @returns the session as it was written
 * @throws {AuthError} `session_too_large` when it doesn't fit even without access tokens
 */
export async function writeSession(
  cookies: CookieStore,
  session: Session,
  key: string,
): Promise<Session> {
  const { [key]: kept, ...others } = session.accessTokens;
  let tokens = Object.entries(others);
  if (kept) tokens.push([key, kept]);
  for (;;) {
    const candidate = { ...session, accessTokens: Object.fromEntries(tokens) };
    // Sealing takes time, so it is only tried where it can succeed: base64 makes 4 bytes of 3.
    if ((JSON.stringify(candidate).length * 4) / 3 <= sessionBudget) {
      const written = await seal(candidate);
      const present = written.filter(({ attributes }) => attributes.maxAge > 0);
      if (cookieBytes(present) <= sessionBudget) {
        for (const { name, value, attributes } of written) cookies.set(name, value, attributes);
        return candidate;
      }
    }
    if (tokens.length === 0) {
      const { idToken, refreshToken = '' } = session;
      const sizes = {
        budget: sessionBudget,
        idToken: idToken.length,
        refreshToken: refreshToken.length,
      };
      throw new AuthError('session_too_large', { sizes });
    }
    tokens = tokens.slice(1);
  }
}

/** Removes the session cookie. */
export async function clearSession(cookies: CookieStore): Promise<void> {
  (await open(cookies, longest)).destroy();
}

/**
 * The cookies that hold a session, and the removal of all others that one can be spread over: an
 * answer to another request may have set those since this browser sent its cookies.
 */
async function seal(session: Session) {
  const written: {
    name: string;
    value: string;
    attributes: ReturnType<typeof cookieAttributes>;
  }[] = [];
  const jar: CookieJar = {
    read: () => 'something to replace',
    write: (name, value, { maxAge = 0 }) => {
      written.push({ name, value, attributes: cookieAttributes(maxAge) });
    },
  };
  const sealed = await open(jar, Math.max(1, session.expiresAt - now()));
  sealed.session = session;
  await sealed.save();
  return written;
}

/** @param ttl seconds the seal and the cookie live, where they are written */
async function open(cookies: CookieStore | CookieJar, ttl: number) {
  return getIronSession<{ session: unknown }>(cookies, {
    cookieName: cookieName('logto-session'),
    password: getConfig().sessionPasswords,
    ttl,
    chunk: true,
    cookieOptions: cookieAttributes(ttl),
  });
}
