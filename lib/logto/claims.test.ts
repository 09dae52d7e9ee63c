import { UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { AuthError } from '../errors';
import { decodeAccessToken, idTokenClaimsSchema, userInfoSchema } from './claims';

const standard = { iss: 'https://tenant.logto.test/oidc', aud: 'app', sub: 'u', exp: 2, iat: 1 };

test('an empty claim stays null, and one that was not sent stays absent', () => {
  const claims = idTokenClaimsSchema.parse({ ...standard, name: null, roles: [] });
  expect(claims).toEqual({ ...standard, name: null, roles: [] });
  expect('email' in claims).toBe(false);
});

test('claims that the template does not know pass through', () => {
  const tier = { level: 3 };
  expect(idTokenClaimsSchema.parse({ ...standard, tier })).toMatchObject({ tier });
});

test.each([
  ['no claims', undefined],
  ['no subject', { ...standard, sub: undefined }],
  ['an empty subject', { ...standard, sub: '' }],
  ['roles that are not a list', { ...standard, roles: 'admin' }],
  ['a claim that is undefined', { ...standard, name: undefined }],
])('an ID token with %s is refused', (_what, claims) => {
  expect(idTokenClaimsSchema.safeParse(claims).success).toBe(false);
});

test('an access token is read without its signature; an opaque one is refused', () => {
  expect(decodeAccessToken(new UnsecuredJWT(standard).encode())).toEqual(standard);
  expect(() => decodeAccessToken('opaque')).toThrow(new AuthError('invalid_response'));
});

test('userinfo keeps the difference between null and absent, too', () => {
  const answer = { sub: 'u', picture: null, custom_data: {}, organization_data: [] };
  expect(userInfoSchema.parse(answer)).toEqual(answer);
  expect(userInfoSchema.safeParse({ ...answer, custom_data: 'x' }).success).toBe(false);
});
