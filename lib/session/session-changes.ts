import { now } from '../process/clock';
import { absoluteLifetimeSeconds, rollingLifetimeSeconds, type Session } from './session';

/** How many access tokens a session holds; the oldest give way. */
const maxAccessTokens = 16;

/** Seconds before its end at which a token no longer counts as fresh. */
const staleSecondsBeforeEnd = 60;

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
