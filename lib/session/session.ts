import { z } from 'zod';
import { now } from '../process/clock';

/** Seconds a session lives after a sign-in or refresh. */
export const rollingLifetimeSeconds = 14 * 24 * 60 * 60;

/** Seconds a session lives in all, however often it is refreshed. */
export const absoluteLifetimeSeconds = 30 * 24 * 60 * 60;

/** How many access tokens a session holds; the oldest give way. */
const maxAccessTokens = 16;

/** Seconds before its end at which a token no longer counts as fresh. */
const staleSecondsBeforeEnd = 60;

/** Seconds since the epoch, by this app's clock. */
const epochSeconds = z.number().nonnegative();

const accessTokenSchema = z.object({
  value: z.string(),
  staleAt: epochSeconds,
  expiresAt: epochSeconds,
});

const authenticationSchema = z.object({
  /** By Logto's clock. */
  auth_time: z.exactOptional(z.number()),
  acr: z.exactOptional(z.string().nullable()),
  amr: z.exactOptional(z.array(z.string()).readonly().nullable()),
});

/** Parses what the session cookie holds. */
export const sessionSchema = z.object({
  /** The same for every cookie that descends from one sign-in, and in every line of the log about it. */
  id: z.string(),
  /** What a revocation would name: whose session it is, which one of Logto's, and when it began there. */
  origin: z.object({ sub: z.string(), sid: z.exactOptional(z.string()), iat: z.number() }),
  /** When and how its user signed in, as the sign-in's ID token said: claims in their wire spelling. */
  authentication: z.exactOptional(authenticationSchema),
  /** How often it was refreshed: of two cookies, the higher one is the newer. */
  generation: z.int().nonnegative(),
  /** How often its claims were renewed. */
  renewals: z.int().nonnegative(),
  /** As issued; verified then. Where claims were left out, the rest of it, without a signature. */
  idToken: z.string(),
  /** Names of the claims that were left out, because with them the session didn't fit its cookies. */
  omittedClaims: z.exactOptional(z.array(z.string())),
  idTokenExpiresAt: epochSeconds,
  refreshToken: z.exactOptional(z.string()),
  /** By what they are for; the one obtained last stands last. */
  accessTokens: z.record(z.string(), accessTokenSchema),
  signedInAt: epochSeconds,
  renewedAt: epochSeconds,
  expiresAt: epochSeconds,
});

/** What the session cookie holds. */
export type Session = z.infer<typeof sessionSchema>;

/** What Logto issued to the session: at sign-in, or at a refresh. */
export interface Tokens {
  /** Claims of the ID token. */
  origin: { sub: string; sid?: string; iat: number };
  authentication?: NonNullable<Session['authentication']>;
  idToken: string;
  idTokenLifetimeSeconds: number;
  refreshToken?: string;
  accessToken: { value: string; lifetimeSeconds: number };
}

/**
 * A new session.
 *
 * @param id of the sign-in
 * @param key what its access token is for
 */
export function startSession(id: string, tokens: Tokens, key: string): Session {
  const { origin, authentication = {} } = tokens;
  const base = { id, origin, authentication, accessTokens: {}, signedInAt: now() };
  return withTokens({ ...base, generation: 0, renewals: 0 }, tokens, key);
}

/** The same session with new tokens. An answer without a refresh token leaves the old one in force. */
export function renewSession(session: Session, tokens: Tokens, key: string): Session {
  const { refreshToken = session.refreshToken } = tokens;
  return withTokens(
    {
      ...session,
      authentication: authenticationAfter(session, tokens),
      generation: session.generation + 1,
      renewals: session.renewals + 1,
    },
    { ...tokens, ...(refreshToken === undefined ? {} : { refreshToken }) },
    key,
  );
}

/** The same session with the refresh token that Logto put in the old one's place; nothing else is new. */
export function rotateRefreshToken(session: Session, refreshToken: string): Session {
  return { ...session, generation: session.generation + 1, refreshToken };
}

/**
 * When and how the user signed in: what a renewal says of it adds to what is known, and changes nothing. A
 * time after the session's begin isn't that sign-in's, so that no renewal makes it younger.
 */
function authenticationAfter(
  { origin, authentication: known = {} }: Session,
  { authentication: said = {} }: Tokens,
): NonNullable<Session['authentication']> {
  return (said.auth_time ?? 0) > origin.iat ? known : { ...said, ...known };
}

/** The session with these tokens: its other access tokens stay as long as they live. */
function withTokens(
  base: Pick<
    Session,
    'id' | 'origin' | 'authentication' | 'generation' | 'renewals' | 'accessTokens' | 'signedInAt'
  >,
  { idToken, idTokenLifetimeSeconds, refreshToken, accessToken }: Tokens,
  key: string,
): Session {
  const renewedAt = now();
  const { [key]: _replaced, ...others } = base.accessTokens;
  const alive = Object.entries(others)
    .filter(([, token]) => token.expiresAt > renewedAt)
    .slice(1 - maxAccessTokens);
  const { value, lifetimeSeconds } = accessToken;
  const expiresAt = renewedAt + lifetimeSeconds;
  // One that lives less than two minutes is fresh for half its life: it might never be otherwise.
  const staleAt = expiresAt - Math.min(staleSecondsBeforeEnd, lifetimeSeconds / 2);
  const token = { value, staleAt, expiresAt };
  const idTokenExpiresAt = renewedAt + idTokenLifetimeSeconds;
  return {
    id: base.id,
    origin: base.origin,
    authentication: base.authentication ?? {},
    generation: base.generation,
    renewals: base.renewals,
    idToken,
    idTokenExpiresAt,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    accessTokens: { ...Object.fromEntries(alive), [key]: token },
    signedInAt: base.signedInAt,
    renewedAt,
    expiresAt: Math.min(
      refreshToken === undefined ? idTokenExpiresAt : renewedAt + rollingLifetimeSeconds,
      base.signedInAt + absoluteLifetimeSeconds,
    ),
  };
}

/** Of two states of one session, the one that was renewed more often. */
export const newer = (a: Session, b: Session): Session => (b.generation > a.generation ? b : a);

/** The ID token as Logto issued it, to show it there; `undefined` where claims of it were left out. */
export const wholeIdToken = (session: Session): string | undefined =>
  session.omittedClaims === undefined ? session.idToken : undefined;
