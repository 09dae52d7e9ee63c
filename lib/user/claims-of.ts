import { deepFreeze } from '../process/deep-freeze';
import { decodeIdToken, type IdTokenClaims } from '../logto/claims';
import type { Session } from '../session/session';

const decoded = new WeakMap<Session, IdTokenClaims>();

/**
 * The claims of a session's ID token, with when and how the user signed in as the sign-in's own one said: a
 * renewed one may not repeat it. They are decoded once for as long as the session is remembered. Every
 * request gets this very object, so nobody can change it.
 *
 * @throws {AuthError} `invalid_response` when a claim is missing or of the wrong type
 */
export function claimsOf(session: Session): IdTokenClaims {
  const claims = decoded.get(session) ?? deepFreeze(decode(session));
  decoded.set(session, claims);
  return claims;
}

function decode({ idToken, authentication }: Session): IdTokenClaims {
  const { auth_time: _authTime, acr: _acr, amr: _amr, ...claims } = decodeIdToken(idToken);
  return { ...claims, ...authentication };
}
