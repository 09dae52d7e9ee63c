import type { IdTokenClaims } from '../logto/claims';
import type { Tokens } from '../logto/tokens';
import { renewSession, startSession, type Session } from './session';

/** A test's changes to the tokens that Logto issued. */
interface TestTokens {
  claims?: Partial<IdTokenClaims>;
  refreshToken?: string;
  accessToken?: string;
  lifetimeSeconds?: number;
}

/** Returns the tokens of a Logto that says nothing special, for unit tests. */
export function testTokens({ claims, refreshToken, ...access }: TestTokens = {}): Tokens {
  const { accessToken: value = 'access', lifetimeSeconds = 3600 } = access;
  return {
    claims: {
      iss: 'https://tenant.logto.test/oidc',
      aud: 'app',
      sub: 'user',
      iat: 1,
      exp: 3601,
      ...claims,
    },
    idTokenLifetimeSeconds: 3600,
    ...(refreshToken !== undefined && { refreshToken }),
    accessToken: { value, lifetimeSeconds },
  };
}

let sessions = 0;

/** Returns a session that no other test has, with a refresh token. */
export function testSession(tokens: TestTokens = {}): Session {
  sessions += 1;
  const claims = { sub: `user ${sessions}`, ...tokens.claims };
  const known = testTokens({ refreshToken: `refresh ${sessions}`, ...tokens, claims });
  return startSession(`session ${sessions} ${crypto.randomUUID()}`, known);
}

/** Returns the next state of a session; with a refresh token, Logto has rotated it. */
export function renewed(session: Session, tokens: TestTokens = {}, key = ''): Session {
  return renewSession(
    session,
    testTokens({ ...tokens, claims: { ...session.claims, ...tokens.claims } }),
    key,
  );
}
