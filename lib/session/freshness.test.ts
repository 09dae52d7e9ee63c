import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findAccessToken, isOutdated, isServable } from './freshness';
import { startSession } from './session-changes';

const start = Date.UTC(2026, 0, 1) / 1000;
const at = (seconds: number) => vi.setSystemTime((start + seconds) * 1000);

const sessionWith = (lifetimeSeconds: number) =>
  startSession(
    'id',
    {
      origin: { sub: 'user', iat: start },
      idToken: 'id',
      idTokenLifetimeSeconds: 3600,
      refreshToken: 'refresh',
      accessToken: { value: 'a', lifetimeSeconds },
    },
    'key',
  );

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  at(0);
});
afterEach(() => {
  vi.useRealTimers();
});

test('its claims are outdated when the ID token has lived its life, whatever clock issued it', () => {
  const session = sessionWith(3600);
  at(3599);
  expect(isOutdated(session)).toBe(false);
  at(3600);
  expect(isOutdated(session)).toBe(true);
});

test('an access token is stale a minute before its end, and valid until its last second', () => {
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

test('one that lives less than two minutes is fresh for half its life', () => {
  const session = sessionWith(10);
  expect(findAccessToken(session, 'key')).toBe('a');
  at(5);
  expect(findAccessToken(session, 'key')).toBeUndefined();
});

test('outdated claims serve for an hour more, and none whose session was renewed in the future', () => {
  const session = sessionWith(3600);
  at(7199);
  expect(isServable(session)).toBe(true);
  at(7200);
  expect(isServable(session)).toBe(false);
  at(-60);
  expect(isServable(session)).toBe(false);
  expect(isOutdated(session)).toBe(true);
  expect(findAccessToken(session, 'key')).toBeUndefined();
});
