import { expect, test } from 'vitest';
import { AuthError } from '../errors';
import { parseSignInQuery, type SignInOptions } from './sign-in-options';
import { signInPath } from './sign-in-path';

const parse = (query: string) => parseSignInQuery(new URLSearchParams(query));

test('every option survives the way from a page to Logto', () => {
  const options: Required<SignInOptions> = {
    returnTo: '/profile?x=1',
    firstScreen: 'identifier:register',
    identifier: ['email', 'phone'],
    loginHint: 'a+b@example.com',
    directSignIn: 'social:github',
    uiLocales: ['de-CH', 'en'],
    organizationId: 'k3v9x0q7m2ab',
    oneTimeToken: 'abc.DEF-123',
    prompt: 'login',
    maxAge: 0,
    acrValues: ['urn:logto:acr:mfa', 'phr'],
  };
  const query = new URL(signInPath(options), 'https://app.test').searchParams;
  expect(query.get('return_to')).toBe('/profile?x=1');
  expect(parseSignInQuery(query)).toEqual({
    first_screen: 'identifier:register',
    identifier: 'email phone',
    login_hint: 'a+b@example.com',
    direct_sign_in: 'social:github',
    ui_locales: 'de-CH en',
    organization_id: 'k3v9x0q7m2ab',
    one_time_token: 'abc.DEF-123',
    prompt: 'login',
    max_age: '0',
    acr_values: 'urn:logto:acr:mfa phr',
  });
});

test('a plain link has no query', () => {
  expect(signInPath()).toBe('/api/logto/sign-in');
  expect(signInPath({ returnTo: '', uiLocales: [] })).toBe('/api/logto/sign-in');
});

test('unknown parameters are dropped, also those that would change the request', () => {
  expect(
    parse('redirect_uri=https://evil.test&scope=all&state=x&client_id=y&foo=bar&foo=baz'),
  ).toEqual({});
});

test.each([
  'first_screen=admin',
  'first_screen=',
  'identifier=passport',
  'identifier=email,phone',
  'login_hint=',
  'login_hint=a%0d%0ab',
  `login_hint=${'x'.repeat(257)}`,
  'direct_sign_in=github',
  'direct_sign_in=social:',
  'direct_sign_in=social:a%26b',
  'ui_locales=en_US',
  'organization_id=../x',
  'one_time_token=a b',
  'prompt=none login',
  'prompt=whatever',
  'max_age=-1',
  'max_age=1.5',
  'max_age=soon',
  'max_age=1e3',
  'max_age=9999999999',
  'acr_values=',
  'acr_values=a%20%20b',
  'acr_values=a%22b',
  'acr_values=a%5Cb',
  'acr_values=a%0D%0Ab',
  'acr_values=%C3%A4',
  `acr_values=${'x'.repeat(129)}`,
  `acr_values=${'x%20'.repeat(300)}x`,
  'acr_values=a&acr_values=b',
  'prompt=login&prompt=none',
])('an impossible value is refused: %s', (query) => {
  expect(() => parse(query)).toThrow(new AuthError('invalid_request'));
});
