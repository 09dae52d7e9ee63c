import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { authenticationIn, meetsAnyAcr, meetsAuthentication } from './authentication';

const now = 1_800_000_000;
const tolerance = 180;
const oneFactor = 'urn:logto:acr:1fa';
const multiFactor = 'urn:logto:acr:mfa';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: now * 1000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('how long ago', () => {
  test.each<[boolean, string, number | undefined, number]>([
    [true, 'now', now, 0],
    [true, 'long ago enough', now - 300, 300],
    [true, 'with clocks apart', now - 300 - tolerance, 300],
    [false, 'too long ago', now - 301 - tolerance, 300],
    [true, 'by a clock that is ahead', now + tolerance, 300],
    [false, 'in the future', now + tolerance + 1, 300],
    [false, 'nobody knows when', undefined, 999_999_999],
    [false, 'no number', NaN, 300],
    [false, 'before all', -Infinity, 300],
  ])('is enough: %s, where it was %s', (expected, _when, authTime, maxAge) => {
    const authentication = authTime === undefined ? {} : { auth_time: authTime };
    expect(meetsAuthentication(authentication, { maxAge })).toBe(expected);
    expect(meetsAuthentication(authentication, {})).toBe(true);
  });
});

describe('how strong', () => {
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
  ])('is enough: %s, where it is %s and should be %s', (expected, acr, wanted) => {
    const authentication = acr === undefined ? {} : { acr };
    expect(meetsAuthentication(authentication, { acr: wanted })).toBe(expected);
    expect(meetsAnyAcr(authentication, wanted)).toBe(expected);
  });

  test('one of several is enough, and none where none was asked for', () => {
    expect(meetsAnyAcr({ acr: oneFactor }, `${multiFactor} ${oneFactor}`)).toBe(true);
    expect(meetsAnyAcr({ acr: oneFactor }, `${multiFactor} phr`)).toBe(false);
    expect(meetsAnyAcr({}, undefined)).toBe(true);
  });
});

test('both must be enough', () => {
  const required = { maxAge: 60, acr: oneFactor };
  expect(meetsAuthentication({ auth_time: now, acr: oneFactor }, required)).toBe(true);
  expect(meetsAuthentication({ auth_time: now - 3600, acr: oneFactor }, required)).toBe(false);
  expect(meetsAuthentication({ auth_time: now }, required)).toBe(false);
});

test('of a token counts what it says, but no time after its own', () => {
  const said = { auth_time: now, acr: null, amr: ['pwd'] };
  expect(authenticationIn({ ...said, iat: now })).toEqual(said);
  expect(authenticationIn({ ...said, iat: now - 1 })).toEqual({ acr: null, amr: ['pwd'] });
  expect(authenticationIn({ iat: now })).toEqual({});
});
