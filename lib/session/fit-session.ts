import { AuthError } from '../errors';
import { chunkedBytes } from './chunked-cookie';
import { cookieBudgetBytes, pauseBudgetBytes } from './cookies';
import { joinJwt, splitJwt } from './jwt-parts';
import { packSession } from './packed-session';
import { sealedBytes } from './seal';
import type { Session } from './session';

/** The name of the session's cookie, without prefix. */
export const sessionCookie = 'logto-session';

/**
 * Bytes the session may take: the app's budget, less room for one sign-in under way, which may be
 * needed at any time, and for the pause cookie.
 */
const sessionBudgetBytes = cookieBudgetBytes - 1500 - pauseBudgetBytes;

/** Bytes of them that stay free for access tokens, some three, however much Logto says of the user. */
const accessTokenBytes = 1_000;

/**
 * What the protocol needs of an ID token: whom it is about, how he signed in, what the next one is
 * compared with. Such claims are never left out.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDToken
 */
const protocolClaims = [
  'iss sub aud exp iat auth_time nonce acr amr azp', // OpenID Connect Core, section 2
  'sid', // Back-Channel Logout, section 2.1
].flatMap((names) => names.split(' '));

/** A session that fits its cookies. */
export interface FittedSession {
  fitted: Session;
  /** Keys of access tokens that were to be kept, and didn't fit. */
  leftOut: string[];
  /** In bytes, for the log. */
  sizes: Record<string, number>;
}

/**
 * Makes a session small enough for its cookies. Access tokens that don't fit are left out, the oldest
 * first: they can be had again. Where it is too large without any, claims of the ID token are left out,
 * the largest first; `omittedClaims` then says which.
 *
 * @param keep keys of access tokens that are to be in it before all others
 * @throws {AuthError} `session_too_large` where not even the refresh token fits
 */
export function fitSession(session: Session, keep: readonly string[]): FittedSession {
  const sizes = {
    budget: sessionBudgetBytes,
    idToken: session.idToken.length,
    refreshToken: session.refreshToken?.length ?? 0,
  };
  let fitted = fitClaims({ ...session, accessTokens: {} });
  if (!fits(fitted, sessionBudgetBytes)) throw new AuthError('session_too_large', { sizes });

  const newestFirst = Object.keys(session.accessTokens).reverse();
  const isKept = (key: string) => keep.includes(key);
  const chosen: string[] = [];
  const leftOut: string[] = [];
  for (const key of [...newestFirst.filter(isKept), ...newestFirst.filter((key) => !isKept(key))]) {
    const isIn = ([other]: [string, unknown]) => other === key || chosen.includes(other);
    const accessTokens = Object.fromEntries(Object.entries(session.accessTokens).filter(isIn));
    const candidate = { ...fitted, accessTokens };
    if (fits(candidate, sessionBudgetBytes)) {
      chosen.push(key);
      fitted = candidate;
    } else if (isKept(key)) leftOut.push(key);
    else break;
  }
  return { fitted, leftOut, sizes };
}

/** @param session without access tokens */
function fitClaims(session: Session): Session {
  const jwt = splitJwt(session.idToken);
  const budgetBytes = sessionBudgetBytes - accessTokenBytes;
  if (fits(session, budgetBytes) || !jwt) return session;

  const size = (name: string) => JSON.stringify(jwt.payload[name]).length;
  const smallestFirst = Object.keys(jwt.payload)
    .filter((name) => !protocolClaims.includes(name))
    .sort((a, b) => size(a) - size(b));
  if (smallestFirst.length === 0) return session;
  const withClaims = (count: number) => {
    const omitted = smallestFirst.slice(count);
    const claims = Object.entries(jwt.payload).filter(([name]) => !omitted.includes(name));
    return {
      ...session,
      idToken: joinJwt({ ...jwt, payload: Object.fromEntries(claims), signature: '' }),
      omittedClaims: [...(session.omittedClaims ?? []), ...omitted],
    };
  };
  let count = 0;
  while (count < smallestFirst.length - 1 && fits(withClaims(count + 1), budgetBytes)) count++;
  return withClaims(count);
}

function fits(session: Session, budgetBytes: number): boolean {
  const packed = packSession(session);
  return (
    packed !== undefined &&
    chunkedBytes(sessionCookie, sealedBytes('session', packed)) <= budgetBytes
  );
}
