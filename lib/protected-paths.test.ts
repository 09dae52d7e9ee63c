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
  // what Next's router fetches, and Next makes of it on some platforms
  '/profile.rsc',
  '/profile.RSC',
  '/profile.rsc/',
  '/profile%2ersc',
  '/profile.prefetch.rsc',
  '/profile.action',
  '/profile.segments/_tree.segment.rsc',
  '/profile.segments/profile/__PAGE__.segment.rsc',
  '/%70rofile%2Esegments%2F_tree.segment.rsc',
  '//profile.segments//_tree.segment.rsc',
  '/profile/x.segments/_tree.segment.rsc',
  '/profile.segments/profile/$d$id/__PAGE__.segment.rsc',
  '/profile.segments.rsc',
])('%s needs a user', (path) => {
  expect(isProtected(path)).toBe(true);
});

test.each([
  '/',
  '/profiles',
  '/profiles.rsc',
  '/profile.rsch',
  '/sign-out',
  '/sign-out.segments/profile/__PAGE__.segment.rsc',
  '/auth-error',
  '/%',
  '/x/profile',
])('%s is public', (path) => {
  expect(isProtected(path)).toBe(false);
});
