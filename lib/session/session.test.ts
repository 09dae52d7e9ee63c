import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { getConfig } from '../config';
import {
  findAccessToken,
  isAlive,
  isOutdated,
  isRecent,
  isServable,
  renewSession,
  startSession,
  withRefreshToken,
} from './session';
import { testTokens } from './test-sessions';

const start = Date.UTC(2026, 0, 1) / 1000;
const at = (seconds: number) => vi.setSystemTime((start + seconds) * 1000);

const claims = { sub: 'user', iat: start };
const tokens = (value: string, lifetimeSeconds = 3600) =>
  testTokens({ claims, refreshToken: `refresh ${value}`, accessToken: value, lifetimeSeconds });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  at(0);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a session lives', () => {
  const { sessionInactivitySeconds: inactivity, sessionAbsoluteSeconds: absolute } = getConfig();

  test('as long as configured from its last renewal', () => {
    const session = startSession('id', tokens('a'));
    at(inactivity - 1);
    expect(isAlive(session)).toBe(true);
    const renewed = renewSession(session, tokens('b'), '');
    at(inactivity);
    expect(isAlive(session)).toBe(false);
    at(2 * inactivity - 2);
    expect(isAlive(renewed)).toBe(true);
  });

  test('as long as configured in all, however often it is renewed', () => {
    let session = startSession('id', tokens('a'));
    const step = Math.floor(inactivity / 2);
    for (let seconds = step; seconds < absolute; seconds += step) {
      at(seconds);
      session = renewSession(session, tokens('b'), '');
    }
    at(absolute - 1);
    expect(isAlive(session)).toBe(true);
    at(absolute);
    expect(isAlive(session)).toBe(false);
  });

  test('for a short time only if it is renewed more often than its ID token needs', async () => {
    vi.resetModules();
    vi.stubEnv('SESSION_INACTIVITY_SECONDS', '600');
    const session = (await import('./session')).startSession('id', tokens('a'));
    expect(session.claimsExpireAt - session.renewedAt).toBe(60);
    expect(session.expiresAt - session.renewedAt).toBe(600);
    vi.unstubAllEnvs();
  });

  test('as long as its ID token if it has no refresh token', () => {
    const session = startSession('id', testTokens({ claims }));
    at(3599);
    expect(isAlive(session)).toBe(true);
    at(3600);
    expect(isAlive(session)).toBe(false);
  });
});

describe('a renewal', () => {
  test('keeps the other access tokens while they live, and puts the new one last', () => {
    let session = startSession('id', testTokens({ claims }));
    session = renewSession(session, tokens('short', 10), 'short');
    session = renewSession(session, tokens('a'), 'a');
    session = renewSession(session, tokens('b'), 'b');
    session = renewSession(session, tokens('a again'), 'a');
    expect(Object.keys(session.accessTokens)).toEqual(['', 'short', 'b', 'a']);
    expect(findAccessToken(session, 'a')).toBe('a again');
    at(10);
    const later = renewSession(session, tokens('b'), 'b');
    expect(Object.keys(later.accessTokens)).toEqual(['', 'a', 'b']);
  });

  test('keeps 32 access tokens, the newest ones', () => {
    let session = startSession('id', tokens('a'));
    for (let index = 0; index < 40; index++)
      session = renewSession(session, tokens('a'), `api ${index}`);
    const expected = Array.from({ length: 32 }, (_, index) => `api ${index + 8}`);
    expect(Object.keys(session.accessTokens)).toEqual(expected);
  });

  test('without a refresh token leaves the old one valid', () => {
    const session = startSession('id', tokens('a'));
    const renewed = renewSession(session, testTokens({ claims: { ...claims, name: 'Anna' } }), '');
    expect(renewed).toMatchObject({ refreshToken: 'refresh a', rotatedIn: 0, generation: 1 });
    expect(renewed.claims.name).toBe('Anna');
  });

  test('with a refresh token is a newer state from which on the old one is useless', () => {
    const session = startSession('id', tokens('a'));
    const rotated = withRefreshToken(session, 'refresh b');
    expect(rotated).toEqual({ ...session, refreshToken: 'refresh b', generation: 1, rotatedIn: 1 });
    expect(withRefreshToken(rotated, 'refresh b')).toBe(rotated);
    const renewed = renewSession(rotated, tokens('b'), '');
    expect(renewed).toMatchObject({ generation: 2, rotatedIn: 1, renewals: 1 });
  });

  test('completes a copy that lacked something', () => {
    const partial = { ...startSession('id', tokens('a')), omitted: ['roles'] };
    expect(renewSession(partial, tokens('b'), '')).not.toHaveProperty('omitted');
    expect(withRefreshToken(partial, 'rotated').omitted).toEqual(['roles']);
  });
});

describe('when and how the user signed in', () => {
  const signIn = { auth_time: start - 60, acr: 'urn:logto:acr:1fa', amr: ['pwd'] };
  const after = (known: object, said: object) => {
    const session = startSession('id', testTokens({ claims: { ...claims, ...known } }));
    at(3600);
    const later = testTokens({ claims: { ...claims, iat: start + 3600, ...said } });
    const { auth_time, acr, amr } = renewSession(session, later, '').claims;
    return { auth_time, acr, amr };
  };

  test.each<[title: string, said: object]>([
    ['does not repeat it', {}],
    ['says another time', { ...signIn, auth_time: start - 30 }],
    ['says a time after the sign-in', { ...signIn, auth_time: start + 3600 }],
    ['says another level', { ...signIn, acr: 'urn:logto:acr:mfa', amr: ['otp'] }],
  ])('stays as it was if a renewed ID token %s', (_title, said) => {
    expect(after(signIn, said)).toEqual(signIn);
  });

  test('is learned from a renewed ID token if the sign-in’s own did not say it', () => {
    expect(after({}, signIn)).toEqual(signIn);
    expect(after({ auth_time: start }, signIn)).toEqual({ ...signIn, auth_time: start });
  });

  test('is not learned if it is said to be later than the sign-in', () => {
    expect(after({}, { auth_time: start + 1 }).auth_time).toBeUndefined();
  });

  test('keeps the session at Logto and the nonce, which a renewed ID token may lack', () => {
    const known = { sid: 'logto-session', nonce: 'nonce' };
    const session = startSession('id', testTokens({ claims: { ...claims, ...known } }));
    const { claims: renewed, signInIat } = renewSession(
      session,
      testTokens({ claims: { ...claims, iat: start + 3600 } }),
      '',
    );
    expect(renewed).toMatchObject({ ...known, iat: start + 3600 });
    expect(signInIat).toBe(start);
  });

  test('loses every other claim that a renewed ID token has no more', () => {
    const roles = testTokens({ claims: { ...claims, roles: ['admin'] } });
    const renewed = renewSession(startSession('id', roles), testTokens({ claims }), '');
    expect(renewed.claims).not.toHaveProperty('roles');
  });
});

describe('freshness', () => {
  const sessionWith = (lifetimeSeconds: number) =>
    renewSession(startSession('id', tokens('a')), tokens('a', lifetimeSeconds), 'key');

  test('claims are outdated at the end of their ID token’s lifetime, whatever clock issued it', () => {
    const session = sessionWith(3600);
    at(3599);
    expect(isOutdated(session)).toBe(false);
    at(3600);
    expect(isOutdated(session)).toBe(true);
  });

  test('an access token is fresh until a minute before its end, and valid until its last second', () => {
    const session = sessionWith(3600);
    at(3539);
    expect(findAccessToken(session, 'key')).toBe('a');
    at(3540);
    expect(findAccessToken(session, 'key')).toBeUndefined();
    at(3598);
    expect(findAccessToken(session, 'key', 'valid')).toBe('a');
    at(3599);
    expect(findAccessToken(session, 'key', 'valid')).toBeUndefined();
    expect(findAccessToken(session, 'other')).toBeUndefined();
  });

  test('an access token that lives less than two minutes is fresh for half of its lifetime', () => {
    const session = sessionWith(10);
    expect(findAccessToken(session, 'key')).toBe('a');
    at(5);
    expect(findAccessToken(session, 'key')).toBeUndefined();
  });

  test('a session was renewed recently for ten seconds, unless its claims are outdated', () => {
    const session = sessionWith(3600);
    at(9);
    expect(isRecent(session)).toBe(true);
    expect(isRecent({ ...session, claimsExpireAt: start + 9 })).toBe(false);
    at(10);
    expect(isRecent(session)).toBe(false);
  });

  test('outdated claims may be used for one more hour', () => {
    const session = sessionWith(3600);
    at(7199);
    expect(isServable(session)).toBe(true);
    at(7200);
    expect(isServable(session)).toBe(false);
  });

  test('after the clock was set back, nothing counts as fresh', () => {
    const session = sessionWith(3600);
    at(-60);
    expect(isServable(session)).toBe(false);
    expect(isOutdated(session)).toBe(true);
    expect(isRecent(session)).toBe(false);
    expect(findAccessToken(session, 'key')).toBeUndefined();
    expect(findAccessToken(session, 'key', 'valid')).toBeUndefined();
  });
});
