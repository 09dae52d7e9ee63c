import { expect, test } from 'vitest';
import { toReturnPath } from './return-path';

test.each([
  '/',
  '/profile',
  '/profile?tab=1&next=%2Fhome',
  '/a/b#c',
  '/search?q=https://evil.test',
  '/übersicht',
])('keeps a path of the app: %s', (path) => {
  expect(decodeURI(toReturnPath(path))).toBe(decodeURI(path));
});

test.each([
  '',
  'profile',
  'https://evil.test',
  '//evil.test',
  '///evil.test',
  '/\\evil.test',
  '\\\\evil.test',
  '/\t/evil.test',
  '/\n//evil.test',
  '/..//evil.test',
  '/.//evil.test',
  '/a/..//evil.test',
  ' //evil.test',
  'javascript:alert(1)',
  'data:text/html,x',
  '/api/logto/sign-in',
  '/api/logto/sign-in?return_to=/x',
  '/API/Logto',
  '/%61pi/logto/sign-out',
  '/auth-error?code=x',
  '/forbidden',
  `/${'a'.repeat(512)}`,
  `/${'ü'.repeat(200)}`,
])('replaces anything else: %j', (value) => {
  expect(toReturnPath(value)).toBe('/');
});

test('no value is the front page', () => {
  expect(toReturnPath(null)).toBe('/');
});
