import { expect, test } from 'vitest';
import { isProtected } from './protected-paths';

test.each([
  '/profile',
  '/profile/',
  '/profile/x',
  '//profile',
  '/%70rofile',
  '/PROFILE',
  '/\\profile',
])('%s needs a user', (path) => {
  expect(isProtected(path)).toBe(true);
});

test.each(['/', '/profiles', '/sign-out', '/auth-error', '/%', '/x/profile'])(
  '%s is public',
  (path) => {
    expect(isProtected(path)).toBe(false);
  },
);
