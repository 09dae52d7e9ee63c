import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LocalLogto } from './server';
import {
  app,
  authorizationRequest,
  Browser,
  decode,
  exchange,
  parseTokens,
  signIn,
  start,
  userinfo,
} from './test-client';

let logto: LocalLogto;
let browser: Browser;

beforeEach(async () => {
  logto = await start();
  browser = new Browser(logto);
});

afterEach(() => logto.close());

function open(overrides: Record<string, string> = {}, resources?: string[]) {
  return browser.open(authorizationRequest(logto, overrides, resources).url);
}

test('a sign-in comes back with code, state and issuer, and shows no consent page', async () => {
  const page = await open();
  expect(page.status).toBe(200);
  expect(page.body).toContain('<h1>Sign in</h1>');
  const { url } = await browser.submit(page, { identifier: 'alice', password: 'alice-demo-1' });
  expect(`${url.origin}${url.pathname}`).toBe(`${app.baseUrl}/api/logto/callback`);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    code: expect.any(String) as string,
    state: 'the-state',
    iss: `${logto.endpoint}/oidc`,
  });
});

test.each(['alice', 'ALICE@example.com', '14155550100'])('%s identifies Alice', async (name) => {
  const { url } = await browser.submit(await open(), {
    identifier: name,
    password: 'alice-demo-1',
  });
  expect(url.searchParams.has('code')).toBe(true);
});

test('a wrong password is refused with a message; the form keeps the name and drops the password', async () => {
  const page = await browser.submit(await open(), { identifier: 'al"ice', password: 'wrong-one' });
  expect(page.status).toBe(422);
  expect(page.body).toContain('The username or the password is wrong.');
  expect(page.body).toContain('value="al&#34;ice"');
  expect(page.body).not.toContain('wrong-one');
});

test('a suspended account is refused with a message', async () => {
  const page = await browser.submit(await open(), {
    identifier: 'mallory',
    password: 'mallory-demo-1',
  });
  expect(page.status).toBe(422);
  expect(page.body).toContain('This account is suspended');
});

test('an empty form is refused with a message', async () => {
  const page = await browser.submit(await open(), {});
  expect(page.body).toContain('The username or the password is wrong.');
});

test('a session at Logto makes the next sign-in silent, unless login is asked for', async () => {
  await signIn(browser, 'alice');
  expect((await open()).url.searchParams.has('code')).toBe(true);
  expect((await open({ prompt: 'login consent' })).body).toContain('<h1>Sign in</h1>');
  expect((await open({ max_age: '0' })).body).toContain('<h1>Sign in</h1>');
});

test('prompt=none without a session comes back with login_required', async () => {
  const { url } = await open({ prompt: 'none' });
  expect(url.searchParams.get('error')).toBe('login_required');
});

test('an account suspended after sign-in has to sign in again', async () => {
  await signIn(browser, 'alice');
  logto.accounts.named('alice').suspended = true;
  expect((await open()).body).toContain('<h1>Sign in</h1>');
});

test('login_hint fills the field', async () => {
  expect((await open({ login_hint: 'bob@example.com' })).body).toContain('value="bob@example.com"');
});

test.each(['register', 'identifier:register'])(
  'first_screen=%s creates an account',
  async (screen) => {
    const { url, codeVerifier } = authorizationRequest(logto, { first_screen: screen });
    const page = await browser.open(url);
    expect(page.body).toContain('<h1>Create account</h1>');
    const { url: callback } = await browser.submit(page, {
      username: 'carol',
      password: 'carol-demo-1',
      name: '',
      email: 'carol@example.com',
    });
    const { id_token } = parseTokens((await exchange(logto, callback, codeVerifier)).body);
    expect(decode(id_token).claims).toMatchObject({
      username: 'carol',
      name: null,
      email: 'carol@example.com',
      email_verified: true,
      sub: expect.stringMatching(/^[a-z0-9]{12}$/) as string,
    });
  },
);

test('registration says what is wrong, keeps what was typed and drops the password', async () => {
  const page = await open({ first_screen: 'register' });
  const refused = await browser.submit(page, {
    username: 'alice',
    password: 'short',
    name: 'Carol <3',
    email: 'nowhere',
  });
  expect(refused.status).toBe(422);
  expect(refused.body).toContain('This username already belongs to an account.');
  expect(refused.body).toContain('at least 8 characters');
  expect(refused.body).toContain('Enter an email address');
  expect(refused.body).toContain('value="Carol &#60;3"');
  expect(refused.body).not.toContain('short');
  expect(logto.accounts.size).toBe(3);
});

test('direct_sign_in=social goes through without a form and fills identities', async () => {
  const { url, codeVerifier } = authorizationRequest(logto, { direct_sign_in: 'social:google' });
  const { url: callback } = await browser.open(url);
  const { access_token } = parseTokens((await exchange(logto, callback, codeVerifier)).body);
  expect((await userinfo(logto, access_token)).body).toMatchObject({
    username: null,
    name: 'google user',
    identities: { google: { userId: 'pretend-1001' } },
    sso_identities: [],
  });
});

test('direct_sign_in finds the same account again', async () => {
  await open({ direct_sign_in: 'social:google' });
  await new Browser(logto).open(
    authorizationRequest(logto, { direct_sign_in: 'social:google' }).url,
  );
  expect(logto.accounts.size).toBe(4);
});

test('a suspended account is refused without a form, too', async () => {
  await open({ direct_sign_in: 'social:google' });
  for (const account of logto.accounts.values()) account.suspended = true;
  const page = await open({ direct_sign_in: 'social:google' });
  expect(page.status).toBe(422);
  expect(page.body).toContain('This account is suspended');
});

test('direct_sign_in=sso fills sso_identities', async () => {
  const { url, codeVerifier } = authorizationRequest(logto, { direct_sign_in: 'sso:okta' });
  const { url: callback } = await browser.open(url);
  const { access_token } = parseTokens((await exchange(logto, callback, codeVerifier)).body);
  expect((await userinfo(logto, access_token)).body).toMatchObject({
    sso_identities: [{ issuer: 'https://okta.sso.example.com' }],
  });
});

test('the pretend social provider has a button', async () => {
  const page = await open();
  const social = page.url.pathname.replace(/sign-in$/, 'social');
  expect(page.body).toContain(`action="${social}"`);
  expect((await browser.open(social, {})).url.searchParams.has('code')).toBe(true);
});

test('going back to a finished sign-in shows a message', async () => {
  const page = await open();
  await browser.submit(page, { identifier: 'alice', password: 'alice-demo-1' });
  for (const again of [await browser.open(page.url), await browser.submit(page, {})]) {
    expect(again.status).toBe(400);
    expect(again.body).toContain('This sign-in has expired');
  }
});

test('a sign-in form posted by another browser is refused', async () => {
  const page = await open();
  const refused = await new Browser(logto).submit(page, {
    identifier: 'alice',
    password: 'alice-demo-1',
  });
  expect(refused.status).toBe(400);
});

test('two tabs both come back', async () => {
  const tabs = [await open(), await open()];
  for (const tab of tabs) {
    const { url } = await browser.submit(tab, { identifier: 'alice', password: 'alice-demo-1' });
    expect(url.searchParams.has('code')).toBe(true);
  }
});

test.each([
  ['redirect_uri', `${app.baseUrl}/elsewhere`, 'invalid_redirect_uri'],
  ['client_id', 'unknown', 'invalid_client'],
])('a wrong %s is answered with JSON and no redirect', async (name, value, error) => {
  const page = await open({ [name]: value });
  expect(page.status).toBe(400);
  expect(JSON.parse(page.body)).toMatchObject({ code: `oidc.${error}`, error });
});

test('any other error that stays at Logto is a page', async () => {
  const page = await browser.open('/oidc/auth/unknown');
  expect(page.status).toBe(400);
  expect(page.body).toContain('<h1>This sign-in has expired</h1>');
});

test('an unknown resource comes back with invalid_target', async () => {
  const { url } = await open({}, ['https://unknown.example.com']);
  expect(url.searchParams.get('error')).toBe('invalid_target');
});

test('PKCE is required', async () => {
  const { url } = await open({ code_challenge: '', code_challenge_method: '' });
  expect(url.searchParams.get('error')).toBe('invalid_request');
});

test('an unknown scope is dropped', async () => {
  const { scope } = await signIn(browser, 'alice', { scope: 'openid whatever' });
  expect(scope).toBe('openid');
});
