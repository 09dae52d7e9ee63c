import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { meetsAnyAcr, meetsAuthentication } from './authentication';

const now = 1_800_000_000;
const tolerance = 60;
const oneFactor = 'urn:logto:acr:1fa';
const multiFactor = 'urn:logto:acr:mfa';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: now * 1000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('maxAge is exact to a minute', () => {
  test.each<[boolean, string, number | undefined, number]>([
    [true, 'now', now, 0],
    [true, 'maxAge ago', now - 300, 300],
    [true, 'a minute longer ago', now - 300 - tolerance, 300],
    [false, 'more than a minute longer ago', now - 301 - tolerance, 300],
    [true, 'a minute in the future, by a clock that is ahead', now + tolerance, 300],
    [false, 'more than a minute in the future', now + tolerance + 1, 300],
    [false, 'at an unknown time', undefined, 999_999_999],
    [false, 'at no number', NaN, 300],
    [false, 'before all time', -Infinity, 300],
  ])('recent enough: %s, for a sign-in %s', (expected, _when, authTime, maxAge) => {
    const authentication = authTime === undefined ? {} : { auth_time: authTime };
    expect(meetsAuthentication(authentication, { maxAge })).toBe(expected);
    expect(meetsAuthentication(authentication, {})).toBe(true);
  });
});

describe('the level of assurance', () => {
  test.each<[boolean, string | null | undefined, string]>([
    [true, multiFactor, multiFactor],
    [true, multiFactor, oneFactor],
    [true, oneFactor, oneFactor],
    [false, oneFactor, multiFactor],
    [false, undefined, oneFactor],
    [false, null, oneFactor],
    [false, '', oneFactor],
    [true, 'phr', 'phr'],
    [false, multiFactor, 'phr'],
    [false, 'phr', oneFactor],
    [false, 'constructor', 'toString'],
  ])('strong enough: %s, for %s where %s is required', (expected, acr, wanted) => {
    const authentication = acr === undefined ? {} : { acr };
    expect(meetsAuthentication(authentication, { acr: wanted })).toBe(expected);
    expect(meetsAnyAcr(authentication, wanted)).toBe(expected);
  });

  test('one of several requested levels is enough, and none where none was requested', () => {
    expect(meetsAnyAcr({ acr: oneFactor }, `${multiFactor} ${oneFactor}`)).toBe(true);
    expect(meetsAnyAcr({ acr: oneFactor }, `${multiFactor} phr`)).toBe(false);
    expect(meetsAnyAcr({}, undefined)).toBe(true);
  });
});

test('both the age and the level must be met', () => {
  const required = { maxAge: 60, acr: oneFactor };
  expect(meetsAuthentication({ auth_time: now, acr: oneFactor }, required)).toBe(true);
  expect(meetsAuthentication({ auth_time: now - 3600, acr: oneFactor }, required)).toBe(false);
  expect(meetsAuthentication({ auth_time: now }, required)).toBe(false);
});
