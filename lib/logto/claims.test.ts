import { UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { AuthError } from '../errors';
import { decodeIdToken, parseUserInfo } from './claims';

const standard = { iss: 'https://tenant.logto.test/oidc', aud: 'app', sub: 'u', exp: 2, iat: 1 };
const decode = (claims: Record<string, unknown>) =>
  decodeIdToken(new UnsecuredJWT(claims).encode());

test('an empty claim stays null, and one that was not sent stays away', () => {
  const claims = decode({ ...standard, name: null, roles: [] });
  expect(claims).toEqual({ ...standard, name: null, roles: [] });
  expect('email' in claims).toBe(false);
});

test('claims that the template does not know pass through', () => {
  expect(decode({ ...standard, tier: { level: 3 } })).toMatchObject({ tier: { level: 3 } });
});

test.each([
  ['no subject', { ...standard, sub: undefined }],
  ['an empty subject', { ...standard, sub: '' }],
  ['roles that are no list', { ...standard, roles: 'admin' }],
])('%s is refused', (_what, claims) => {
  expect(() => decode(claims)).toThrow(new AuthError('invalid_response'));
});

test('what is no token is refused', () => {
  expect(() => decodeIdToken('rubbish')).toThrow(new AuthError('invalid_response'));
});

test('userinfo keeps the difference, too', () => {
  const answer = { sub: 'u', picture: null, custom_data: {}, organization_data: [] };
  expect(parseUserInfo(answer)).toEqual(answer);
  expect(() => parseUserInfo({ ...answer, custom_data: 'x' })).toThrow(
    new AuthError('invalid_response'),
  );
});
