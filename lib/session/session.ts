import * as z from 'zod';
import { getConfig } from '../config';
import type { IdTokenClaims } from '../logto/claims';
import type { Tokens } from '../logto/tokens';
import { now } from '../clock';

const maxAccessTokens = 32; // of more, the oldest are dropped
const staleSecondsBeforeEnd = 60; // an access token is no longer fresh then
const recentSeconds = 10; // a renewal is recent for this time
const outdatedClaimsSeconds = 60 * 60; // claims may be used beyond their end while Logto doesn't answer

const epochSeconds = z.number().nonnegative(); // by this app's clock
const count = z.int().nonnegative();

/** A signed-in user's session: a plain value that is never changed, only replaced by a newer one. */
export const sessionSchema = z.object({
  id: z.string(), // the sign-in's; the log uses it, too
  generation: count, // of two states, the one with the higher number is the newer
  rotatedIn: count, // the generation in which Logto issued the refresh token
  renewals: count, // number of ID tokens since the sign-in
  claims: z.custom<IdTokenClaims>((value) => typeof value === 'object' && value !== null),
  /** Claims, and keys of access tokens, for which the cookies have no space. */
  omitted: z.array(z.string()).exactOptional(),
  refreshToken: z.string().exactOptional(),
  /** By key; the newest is the last. */
  accessTokens: z.record(
    z.string(),
    z.object({ value: z.string(), staleAt: epochSeconds, expiresAt: epochSeconds }),
  ),
  signInIat: z.number(), // of the sign-in's ID token, by Logto's clock
  signedInAt: epochSeconds,
  renewedAt: epochSeconds,
  claimsExpireAt: epochSeconds,
  expiresAt: epochSeconds,
});

export type Session = z.infer<typeof sessionSchema>;

/** Returns a new session, with the sign-in's id. */
export function startSession(id: string, tokens: Tokens): Session {
  const { claims } = tokens;
  const count = { generation: 0, rotatedIn: 0, renewals: 0 };
  const base = { id, ...count, claims, accessTokens: {}, signInIat: claims.iat, signedInAt: now() };
  return withTokens(base, tokens, '');
}

/** Returns the session with new tokens. An answer without a refresh token leaves the old one valid. */
export function renewSession(session: Session, tokens: Tokens, key: string): Session {
  const { omitted: _complete, ...base } = withRefreshToken(session, tokens.refreshToken);
  const [generation, renewals] = [session.generation + 1, session.renewals + 1];
  const claims = renewedClaims(session, tokens.claims);
  return withTokens({ ...base, claims, generation, renewals }, tokens, key);
}

/** Returns the session with the refresh token that replaces the old one; only the generation changes as well. */
export function withRefreshToken(session: Session, refreshToken: string | undefined): Session {
  if (refreshToken === undefined || refreshToken === session.refreshToken) return session;
  const generation = session.generation + 1;
  return { ...session, refreshToken, generation, rotatedIn: generation };
}

/**
 * Returns the claims of a renewed ID token, with what the sign-in's own one said about the sign-in: a renewed one may not
 * repeat it. An `auth_time` after the sign-in is ignored: it would make the sign-in look more recent.
 */
function renewedClaims({ claims, signInIat }: Session, renewed: IdTokenClaims): IdTokenClaims {
  const { auth_time: authTime, acr: _acr, amr: _amr, ...others } = renewed;
  const { auth_time, acr, amr, sid, nonce } = claims;
  return {
    ...((authTime ?? 0) > signInIat ? others : renewed),
    ...(auth_time !== undefined && { auth_time }),
    ...(acr !== undefined && { acr }),
    ...(amr !== undefined && { amr }),
    ...(sid !== undefined && { sid }),
    ...(nonce !== undefined && { nonce }),
  };
}

function withTokens(
  base: Omit<Session, 'claimsExpireAt' | 'renewedAt' | 'expiresAt'>,
  { refreshToken = base.refreshToken, idTokenLifetimeSeconds, accessToken }: Tokens,
  key: string,
): Session {
  const { sessionInactivitySeconds, sessionAbsoluteSeconds } = getConfig();
  const renewedAt = now();
  const { [key]: _replaced, ...others } = base.accessTokens;
  const alive = Object.entries(others).filter(([, token]) => token.expiresAt > renewedAt);
  const { value, lifetimeSeconds } = accessToken;
  const expiresAt = renewedAt + lifetimeSeconds;
  // A token that lives less than two minutes is fresh for half of its lifetime.
  const staleAt = expiresAt - Math.min(staleSecondsBeforeEnd, lifetimeSeconds / 2);
  // Only a renewal extends the session, so a short inactivity limit needs more of them.
  const claimsSeconds = Math.min(idTokenLifetimeSeconds, sessionInactivitySeconds / 10);
  // Without a refresh token, nothing can renew the claims.
  const idleSeconds =
    refreshToken === undefined ? idTokenLifetimeSeconds : sessionInactivitySeconds;
  return {
    ...base,
    claimsExpireAt: renewedAt + claimsSeconds,
    ...(refreshToken !== undefined && { refreshToken }),
    accessTokens: {
      ...Object.fromEntries(alive.slice(1 - maxAccessTokens)),
      [key]: { value, staleAt, expiresAt },
    },
    renewedAt,
    expiresAt: Math.min(renewedAt + idleSeconds, base.signedInAt + sessionAbsoluteSeconds),
  };
}

/** Returns whether the session can still be used. */
export const isAlive = (session: Session): boolean => session.expiresAt > now();

/** Returns whether the claims are older than their ID token's lifetime. */
export const isOutdated = (session: Session): boolean =>
  session.claimsExpireAt <= now() || isFromTheFuture(session);

/** Returns whether outdated claims may still be used because Logto doesn't answer. */
export const isServable = (session: Session): boolean =>
  session.claimsExpireAt + outdatedClaimsSeconds > now() && !isFromTheFuture(session);

/** Returns whether the session was renewed in the last ten seconds and isn't outdated. */
export const isRecent = (session: Session): boolean =>
  session.renewedAt > now() - recentSeconds && !isOutdated(session);

/** True if the clock was set back after the renewal, so that ages are unknown. */
const isFromTheFuture = (session: Session): boolean => session.renewedAt > now() + recentSeconds;

/**
 * Returns the access token with this key, if there is one that isn't near its end (`fresh`), or that hasn't expired
 * (`valid`). A token in its last second doesn't count: it would expire on the way.
 */
export function findAccessToken(
  session: Session,
  key: string,
  until: 'fresh' | 'valid' = 'fresh',
): string | undefined {
  const token = isFromTheFuture(session) ? undefined : session.accessTokens[key];
  const end = until === 'fresh' ? token?.staleAt : (token?.expiresAt ?? 0) - 1;
  return end !== undefined && end > now() ? token?.value : undefined;
}
