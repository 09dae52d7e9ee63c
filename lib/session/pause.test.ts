import { expect, test } from 'vitest';
import { endPause, pausedBecause, pauseRenewal } from './pause';
import { testCookies } from './test-cookies';

test('a pause lasts a minute, says why, and can end before', () => {
  const cookies = testCookies();
  pauseRenewal(cookies, 'provider_unreachable');
  expect(cookies.jar.get('__Host-logto-pause')?.attributes.maxAge).toBe(60);
  expect(pausedBecause(cookies)).toBe('provider_unreachable');
  endPause(cookies);
  expect(pausedBecause(cookies)).toBeUndefined();
  expect(cookies.jar.size).toBe(0);
});

test.each(['', 'rubbish', '%'])('a cookie that says %j says nothing', (value) => {
  expect(pausedBecause(testCookies({ '__Host-logto-pause': value }))).toBeUndefined();
});
