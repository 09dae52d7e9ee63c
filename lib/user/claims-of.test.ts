import { UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { claimsOf } from './claims-of';
import { startSession } from '../session/session-changes';

const claims = { iss: 'i', aud: 'a', exp: 2, iat: 1, roles: ['viewer'], tier: { level: 1 } };

const sessionOf = (sub: string, said: object = {}, authentication: object = {}) =>
  startSession(
    'id',
    {
      origin: { sub, iat: 1 },
      idToken: new UnsecuredJWT({ ...claims, sub, ...said }).encode(),
      authentication,
      idTokenLifetimeSeconds: 3600,
      accessToken: { value: 'access', lifetimeSeconds: 3600 },
    },
    '',
  );

test('what one request could do to the claims, the next one would see: it can’t', () => {
  const session = sessionOf('alice');
  const shared = claimsOf(session);
  expect(() => Object.assign(shared, { sub: 'mallory' })).toThrow(TypeError);
  expect(() => Object.assign(shared.roles ?? {}, { 1: 'admin' })).toThrow(TypeError);
  expect(() => Object.assign(shared['tier'] ?? {}, { level: 9 })).toThrow(TypeError);
  expect(claimsOf(session)).toBe(shared);
  expect(shared).toEqual({ ...claims, sub: 'alice' });
});

test('each session has claims of its own', () => {
  expect(claimsOf(sessionOf('alice')).sub).toBe('alice');
  expect(claimsOf(sessionOf('bob')).sub).toBe('bob');
});

test('when and how the user signed in is what the sign-in said, not what a later ID token says', () => {
  const signIn = { auth_time: 1, acr: 'urn:logto:acr:1fa' };
  const later = { auth_time: 2, acr: 'urn:logto:acr:mfa', amr: ['pwd', 'otp'] };
  expect(claimsOf(sessionOf('alice', later, signIn))).toEqual({
    ...claims,
    sub: 'alice',
    ...signIn,
  });
  expect(claimsOf(sessionOf('alice', later))).toEqual({ ...claims, sub: 'alice' });
});
