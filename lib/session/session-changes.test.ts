import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findAccessToken, isAlive } from './freshness';
import { absoluteLifetimeSeconds, newer, rollingLifetimeSeconds } from './session';
import { renewSession, startSession, type Tokens } from './session-changes';

const start = Date.UTC(2026, 0, 1) / 1000;
const at = (seconds: number) => vi.setSystemTime((start + seconds) * 1000);

const tokens = (value: string, lifetime = 3600): Tokens => ({
  origin: { sub: 'user', iat: start },
  idToken: `id ${value}`,
  idTokenLifetimeSeconds: 3600,
  refreshToken: `refresh ${value}`,
  accessToken: { value, lifetimeSeconds: lifetime },
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  at(0);
});
afterEach(() => {
  vi.useRealTimers();
});

test('it lives for its rolling lifetime from the last refresh', () => {
  const session = startSession('id', tokens('a'), '');
  at(rollingLifetimeSeconds - 1);
  expect(isAlive(session)).toBe(true);
  const renewed = renewSession(session, tokens('b'), '');
  at(rollingLifetimeSeconds);
  expect(isAlive(session)).toBe(false);
  at(2 * rollingLifetimeSeconds - 2);
  expect(isAlive(renewed)).toBe(true);
});

test('and for its absolute lifetime in all, however often it is refreshed', () => {
  let session = startSession('id', tokens('a'), '');
  const step = Math.floor(rollingLifetimeSeconds / 2);
  for (let seconds = step; seconds < absoluteLifetimeSeconds; seconds += step) {
    at(seconds);
    session = renewSession(session, tokens('b'), '');
  }
  at(absoluteLifetimeSeconds - 1);
  expect(isAlive(session)).toBe(true);
  at(absoluteLifetimeSeconds);
  expect(isAlive(session)).toBe(false);
});

test('without a refresh token it lives as long as its ID token', () => {
  const { refreshToken: _, ...rest } = tokens('a');
  const session = startSession('id', rest, '');
  at(3599);
  expect(isAlive(session)).toBe(true);
  at(3600);
  expect(isAlive(session)).toBe(false);
});

test('a refresh keeps the other access tokens while they live, and puts the new one last', () => {
  let session = startSession('id', tokens('short', 10), 'short');
  session = renewSession(session, tokens('a'), 'a');
  session = renewSession(session, tokens('b'), 'b');
  session = renewSession(session, tokens('a again'), 'a');
  expect(Object.keys(session.accessTokens)).toEqual(['short', 'b', 'a']);
  expect(findAccessToken(session, 'a')).toBe('a again');
  at(10);
  expect(Object.keys(renewSession(session, tokens('b'), 'b').accessTokens)).toEqual(['a', 'b']);
});

test('a refresh that brings no refresh token leaves the old one in force', () => {
  const { refreshToken: _, ...rest } = tokens('b');
  const session = renewSession(startSession('id', tokens('a'), ''), rest, '');
  expect(session.refreshToken).toBe('refresh a');
  expect(session.idToken).toBe('id b');
});

test('of two states the one renewed more often is the newer', () => {
  const first = startSession('id', tokens('a'), '');
  const second = renewSession(first, tokens('b'), '');
  expect(second.id).toBe(first.id);
  expect(newer(first, second)).toBe(second);
  expect(newer(second, first)).toBe(second);
});

describe('when and how the user signed in', () => {
  const signIn = { auth_time: start - 60, acr: 'urn:logto:acr:1fa', amr: ['pwd'] };
  const after = (known: object, said: object) => {
    const session = startSession('id', { ...tokens('a'), authentication: known }, '');
    at(3600);
    const later = { ...tokens('b'), origin: { sub: 'user', iat: start + 3600 } };
    return renewSession(session, { ...later, authentication: said }, '').authentication;
  };

  test.each<[title: string, said: object]>([
    ['does not repeat it', {}],
    ['says another time', { ...signIn, auth_time: start - 30 }],
    ['says a time after the sign-in', { ...signIn, auth_time: start + 3600 }],
    ['says another level', { ...signIn, acr: 'urn:logto:acr:mfa', amr: ['otp'] }],
  ])('stays as it was where a refresh %s', (_title, said) => {
    expect(after(signIn, said)).toEqual(signIn);
  });

  test('is learned from a refresh where the sign-in did not say it', () => {
    expect(after({}, signIn)).toEqual(signIn);
    expect(after({ auth_time: start }, signIn)).toEqual({ ...signIn, auth_time: start });
  });

  test('is not learned where it is said to have been after the session’s begin', () => {
    expect(after({}, { ...signIn, auth_time: start + 1 })).toEqual({});
  });
});
