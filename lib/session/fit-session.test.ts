import { randomBytes } from 'node:crypto';
import { decodeJwt, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { cookieBytes } from './cookies';
import { fitSession } from './fit-session';
import { wholeIdToken, type Session } from './session';
import { renewSession, startSession } from './session-changes';
import { readSession, writeSession } from './session-cookie';
import { testCookies } from './test-cookies';

const budget = 8191 - 1900;

/** Random text: it doesn't get smaller. */
const text = (bytes: number) => randomBytes(bytes).toString('base64url');

const protocol = {
  iss: 'https://my-tenant.logto.app/oidc',
  sub: 'user',
  aud: text(16),
  exp: 2,
  iat: 1,
  nonce: text(32),
  sid: text(32),
  auth_time: 1,
  acr: 'urn:logto:acr:mfa',
  amr: ['pwd', 'mfa'],
  azp: 'app',
};

const organizations = (count: number) => {
  const ids = Array.from({ length: count }, () => text(9).toLowerCase());
  return { organizations: ids, organization_roles: ids.map((id) => `${id}:member`) };
};

const jwt = (claims: object) => new UnsecuredJWT({ ...claims }).encode() + text(96);

const tokensFor = (claims: object, value = text(32)) => ({
  origin: { sub: 'user', iat: 1 },
  idToken: jwt({ ...protocol, name: 'Anna', ...claims }),
  idTokenLifetimeSeconds: 3600,
  refreshToken: text(32),
  accessToken: { value, lifetimeSeconds: 3600 },
});

const sessionOf = (claims: object, value?: string) =>
  startSession('id', tokensFor(claims, value), '');

async function written(session: Session, keep: string[] = []) {
  const cookies = testCookies();
  const { stored, tooLarge } = await writeSession(cookies, session, keep);
  expect(await readSession(cookies)).toEqual(stored);
  expect(cookieBytes(cookies.getAll())).toBeLessThanOrEqual(budget);
  return { bytes: cookieBytes(cookies.getAll()), stored, tooLarge };
}

test.each([
  [5, 2048],
  [60, 3584],
  [150, 5600],
])('of %i organizations nothing is left out, in less than %i bytes', async (count, limit) => {
  const session = sessionOf(organizations(count));
  const { bytes, stored } = await written(session);
  expect(stored).toEqual(session);
  expect(bytes).toBeLessThan(limit);
});

describe('of 1,000 organizations', () => {
  const claims = { ...organizations(1000), roles: ['admin'] };
  const session = sessionOf(claims);

  test('the largest claims are left out, and the session says which', async () => {
    const { stored } = await written(session, ['']);
    expect(stored.omittedClaims).toEqual(['organizations', 'organization_roles']);
    expect(decodeJwt(stored.idToken)).toEqual({ ...protocol, name: 'Anna', roles: ['admin'] });
    expect(stored).toMatchObject({
      refreshToken: session.refreshToken,
      accessTokens: session.accessTokens,
    });
  });

  test('what is left of the ID token is none to show to Logto', () => {
    const { fitted } = fitSession(session, []);
    expect(wholeIdToken(session)).toBe(session.idToken);
    expect(wholeIdToken(fitted)).toBeUndefined();
    expect(fitted.idToken).toMatch(/\.$/);
  });

  test('writing it again leaves no more out; a new ID token that fits brings all claims back', () => {
    const { fitted } = fitSession(session, []);
    expect(fitSession(fitted, []).fitted).toEqual(fitted);
    const renewed = renewSession(fitted, tokensFor(organizations(5)), '');
    expect(fitSession(renewed, []).fitted).toEqual(renewed);
  });
});

test('claims of the protocol stay, whatever their size', () => {
  const large = Object.fromEntries(Object.keys(protocol).map((name) => [name, text(150)]));
  const small = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [index, text(100)]));
  const { fitted } = fitSession(sessionOf({ ...large, ...small }), []);
  expect(fitted.omittedClaims?.length).toBeGreaterThan(5);
  expect(decodeJwt(fitted.idToken)).toMatchObject(large);
});

test('there is room for three access tokens, however much Logto says of the user', () => {
  for (let count = 100; count <= 400; count += 10) {
    let session = sessionOf(organizations(count));
    const keys = ['https://api.example.com', 'urn:logto:organization:k3v9x0q7m2ab'];
    for (const key of keys) {
      const claims = { jti: text(32), sub: 'user', iat: 1, exp: 2, scope: 'read:orders', aud: key };
      session = renewSession(session, tokensFor(organizations(count), jwt(claims)), key);
    }
    expect(Object.keys(fitSession(session, keys).fitted.accessTokens)).toEqual(['', ...keys]);
  }
});

test('of two access tokens to be kept, one fits: it is written, and said that the other isn’t', async () => {
  let session = sessionOf({}, text(3000));
  session = renewSession(session, tokensFor({}, text(2500)), 'a');
  session = renewSession(session, tokensFor({}, text(32)), 'b');
  const { stored, tooLarge } = await written(session, ['', 'a']);
  expect(Object.keys(stored.accessTokens)).toEqual(['a', 'b']);
  expect(stored.refreshToken).toBe(session.refreshToken);
  expect(tooLarge).toMatchObject({ code: 'session_too_large', sizes: { budget } });
});

test('an ID token that no library would spell so loses its claims all the same', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value, null, 1)).toString('base64url');
  const idToken = `${part({ alg: 'ES384' })}.${part({ ...protocol, name: text(6000) })}.x`;
  const { fitted } = fitSession({ ...sessionOf({}), idToken }, []);
  expect(decodeJwt(fitted.idToken)).toEqual(protocol);
});

test('a refresh token that doesn’t fit by itself is refused, with sizes for the log', async () => {
  const cookies = testCookies();
  const refreshToken = text(5000);
  const session = { ...sessionOf(organizations(600)), refreshToken };
  await expect(writeSession(cookies, session, [])).rejects.toMatchObject({
    code: 'session_too_large',
    sizes: { budget, refreshToken: refreshToken.length, idToken: session.idToken.length },
  });
  expect(cookies.jar.size).toBe(0);
});
