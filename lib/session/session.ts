import * as z from 'zod/mini';

/** Seconds a session lives after a sign-in or refresh. */
export const rollingLifetimeSeconds = 14 * 24 * 60 * 60;

/** Seconds a session lives in all, however often it is refreshed. */
export const absoluteLifetimeSeconds = 30 * 24 * 60 * 60;

/** Seconds since the epoch, by this app's clock. */
const epochSeconds = z.number().check(z.nonnegative());

const count = z.int().check(z.nonnegative());

const accessTokenSchema = z.object({
  value: z.string(),
  staleAt: epochSeconds,
  expiresAt: epochSeconds,
});

const authenticationSchema = z.object({
  /** By Logto's clock. */
  auth_time: z.exactOptional(z.number()),
  acr: z.exactOptional(z.nullable(z.string())),
  amr: z.exactOptional(z.nullable(z.readonly(z.array(z.string())))),
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
  generation: count,
  /** How often its claims were renewed. */
  renewals: count,
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

/** Of two states of one session, the one that was renewed more often. */
export const newer = (a: Session, b: Session): Session => (b.generation > a.generation ? b : a);

/** The ID token as Logto issued it, to show it there; `undefined` where claims of it were left out. */
export const wholeIdToken = (session: Session): string | undefined =>
  session.omittedClaims === undefined ? session.idToken : undefined;
