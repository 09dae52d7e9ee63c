import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cookieBytes } from './cookies';
import { clearRefusals, noteRefusal, notedRefusal } from './refusals';
import { testCookies } from './test-cookies';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a refusal is remembered for a minute, by what was asked for', () => {
  const cookies = testCookies();
  noteRefusal(cookies, 'a', 'access_denied');
  noteRefusal(cookies, 'b', 'invalid_target');
  expect(notedRefusal(cookies, 'a')).toBe('access_denied');
  expect(notedRefusal(cookies, 'b')).toBe('invalid_target');
  expect(notedRefusal(cookies, 'c')).toBeUndefined();
  vi.setSystemTime(Date.now() + 60_000);
  expect(notedRefusal(cookies, 'a')).toBeUndefined();
});

test('the last five take little room', () => {
  const cookies = testCookies();
  for (let index = 0; index < 40; index++) noteRefusal(cookies, `${index}`, 'provider_unreachable');
  expect(notedRefusal(cookies, '39')).toBe('provider_unreachable');
  expect(notedRefusal(cookies, '34')).toBeUndefined();
  expect(cookieBytes(cookies.getAll())).toBeLessThan(400);
});

test.each(['', '~~~', 'a.b.c', 'x'.repeat(5000), 'a.access_denied.99999999999', '%'])(
  'a cookie that says %j says nothing',
  (value) => {
    const cookies = testCookies({ '__Host-logto-refused': value });
    expect(notedRefusal(cookies, 'a')).toBeUndefined();
  },
);

test('clearing forgets them all', () => {
  const cookies = testCookies();
  noteRefusal(cookies, 'a', 'access_denied');
  clearRefusals(cookies);
  expect(cookies.jar.size).toBe(0);
});
