import { expect, test } from 'vitest';
import {
  leadsInCircles,
  openRedirects,
  resolved,
} from '../../tests/machine/support/open-redirects';
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
  '//evil.test/profile',
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
  `/${'a'.repeat(2048)}`,
  `/${'ü'.repeat(400)}`,
])('replaces anything else: %j', (value) => {
  expect(toReturnPath(value)).toBe('/');
});

test('a path of 2,048 characters is kept; a longer one loses its query', () => {
  const query = (length: number) => `/orders?q=${'a'.repeat(length - '/orders?q='.length)}`;
  expect(toReturnPath(query(2_048))).toBe(query(2_048));
  expect(toReturnPath(query(2_049))).toBe('/orders');
  expect(toReturnPath(`/orders?q=${'ü'.repeat(400)}`)).toBe('/orders');
  expect(toReturnPath(`/orders#${'a'.repeat(2_048)}`)).toBe('/orders');
});

test('no value is the front page', () => {
  expect(toReturnPath(null)).toBe('/');
});

test.each(openRedirects)('leads nowhere else, and not in circles: %j', (value) => {
  const path = toReturnPath(value);
  for (const page of ['https://app.test/', 'https://app.test/a/b?c', 'http://localhost:3000/x']) {
    const url = resolved(path, page);
    expect(url.origin).toBe(new URL(page).origin);
    expect(leadsInCircles(url)).toBe(false);
    expect(resolved(url.origin + path, page).href).toBe(url.href);
  }
  // It goes through more than one address on its way, each of which checks it again.
  expect(toReturnPath(path)).toBe(path);
  expect(path).toMatch(/^[!-~]{1,2048}$/);
});
