import 'server-only';
import {
  getIronSession,
  type CookieJar,
  type CookieStore,
  type SessionOptions,
} from 'iron-session';
import { z } from 'zod';
import { getConfig } from '../config';
import { cookieAttributes, cookieName } from './cookies';

/** Seconds a session lives after the sign-in. */
const rollingLifetime = 14 * 24 * 60 * 60;

const sessionSchema = z.object({
  /** As Logto issued it; verified then. */
  idToken: z.string(),
  refreshToken: z.exactOptional(z.string()),
  /** The opaque access token, for userinfo. `expiresAt` in seconds since the epoch. */
  accessToken: z.object({ value: z.string(), expiresAt: z.number() }),
  /** Seconds since the epoch. */
  signedInAt: z.number(),
  /** Seconds since the epoch. */
  expiresAt: z.number(),
});

/** What the session cookie holds. */
export type Session = z.infer<typeof sessionSchema>;

/** `await cookies()`, or iron-session's adapter for the middleware. */
type Cookies = CookieStore | CookieJar;

/**
 * The signed-in user's session. An expired, foreign or damaged cookie is no session: the answer is
 * `null`, never an error.
 */
export async function readSession(cookies: Cookies): Promise<Session | null> {
  const { session } = await open(cookies, rollingLifetime);
  const result = sessionSchema.safeParse(session);
  return result.success && result.data.expiresAt > now() ? result.data : null;
}

/**
 * Seals a session into its cookie, in place of whatever was there.
 *
 * @param tokens what Logto issued
 * @param idTokenExpiresAt seconds since the epoch; without a refresh token the session lives as long as its ID token
 */
export async function writeSession(
  cookies: Cookies,
  tokens: Pick<Session, 'idToken' | 'refreshToken' | 'accessToken'>,
  idTokenExpiresAt: number,
): Promise<void> {
  const signedInAt = now();
  const expiresAt =
    tokens.refreshToken === undefined ? idTokenExpiresAt : signedInAt + rollingLifetime;
  const sealed = await open(cookies, Math.max(1, expiresAt - signedInAt));
  sealed.session = { ...tokens, signedInAt, expiresAt } satisfies Session;
  await sealed.save();
}

/** Removes the session cookie. */
export async function clearSession(cookies: Cookies): Promise<void> {
  (await open(cookies, rollingLifetime)).destroy();
}

/** @param ttl seconds the seal and the cookie live, where they are written */
async function open(cookies: Cookies, ttl: number) {
  const options: SessionOptions = {
    cookieName: cookieName('logto-session'),
    password: getConfig().sessionPasswords,
    ttl,
    chunk: true,
    cookieOptions: cookieAttributes(ttl),
  };
  return getIronSession<{ session: unknown }>(cookies, options);
}

const now = () => Math.floor(Date.now() / 1000);
