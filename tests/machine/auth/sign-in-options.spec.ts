import { signInPath } from '@/lib/logto/sign-in-path';
import { Client } from '../../support/client';
import { errorPage } from '../support/error-page';
import { expect, test } from '../../support/fixtures';

const location = (response: { headers(): Record<string, string> }) =>
  new URL(response.headers()['location'] ?? '', 'http://localhost');

test('every option reaches Logto, and offline access is asked for', async ({ request }) => {
  const path = signInPath({
    returnTo: '/profile',
    firstScreen: 'register',
    identifier: ['email', 'phone'],
    loginHint: 'someone@example.com',
    directSignIn: 'social:github',
    uiLocales: ['de', 'en'],
    organizationId: 'k3v9x0q7m2ab',
    oneTimeToken: 'token',
    prompt: 'login',
    maxAge: 60,
  });
  const response = await request.get(path, { maxRedirects: 0 });
  expect(response.status()).toBe(303);
  expect(response.headers()['cache-control']).toBe('private, no-store');
  const query = Object.fromEntries(location(response).searchParams);
  expect(query).toMatchObject({
    first_screen: 'register',
    identifier: 'email phone',
    login_hint: 'someone@example.com',
    direct_sign_in: 'social:github',
    ui_locales: 'de en',
    organization_id: 'k3v9x0q7m2ab',
    one_time_token: 'token',
    prompt: 'login consent',
    max_age: '60',
    code_challenge_method: 'S256',
  });
  expect(query).not.toHaveProperty('return_to');
});

test('a link on another site with a one-time token can’t skip Logto’s question', async ({
  request,
}) => {
  const path = signInPath({ loginHint: 'eve@example.com', oneTimeToken: 'token', prompt: 'login' });
  for (const [site, prompt] of Object.entries({
    'cross-site': 'consent',
    'same-origin': 'login consent',
    none: 'login consent',
  })) {
    const headers = { 'sec-fetch-site': site, 'sec-fetch-dest': 'document' };
    const response = await request.get(path, { maxRedirects: 0, headers });
    expect(location(response).searchParams.get('prompt'), site).toBe(prompt);
  }
});

test('a direct sign-in goes through the social provider without a form', async ({
  servers: { app },
}) => {
  const path = signInPath({ directSignIn: 'social:github', returnTo: '/profile' });
  const page = await new Client().visit(app.baseUrl + path);
  expect(page.url).toBe(`${app.baseUrl}/profile`);
});

test('a silent sign-in without a user ends with a message', async ({ servers: { app } }) => {
  const path = signInPath({ prompt: 'none', returnTo: '/profile' });
  const page = await new Client().visit(app.baseUrl + path);
  expect(page.url).toMatch(errorPage('login_required', '/profile'));
});

test('the age of the sign-in at Logto is checked where it was asked for', async ({
  servers: { app },
}) => {
  const client = new Client();
  const path = signInPath({ maxAge: 3600, directSignIn: 'social:github', returnTo: '/profile' });
  expect((await client.visit(app.baseUrl + path)).url).toBe(`${app.baseUrl}/profile`);
  const { user } = (await (await client.send(`${app.baseUrl}/api/me`)).json()) as { user: object };
  expect(user).toHaveProperty('auth_time');
});

for (const query of [
  'first_screen=admin',
  'prompt=none+login',
  'max_age=-1',
  'login_hint=a&login_hint=b',
]) {
  test(`an impossible value starts nothing: ${query}`, async ({ request }) => {
    const response = await request.get(`/api/logto/sign-in?${query}`, { maxRedirects: 0 });
    expect(response.status()).toBe(303);
    expect(location(response).pathname).toBe('/auth-error');
    expect(location(response).searchParams.get('code')).toBe('invalid_request');
    expect(response.headers()['set-cookie']).toBeUndefined();
  });
}

for (const [what, headers, status] of [
  ['the router’s prefetch', { 'next-router-prefetch': '1', rsc: '1' }, 204],
  ['the browser’s prefetch', { 'sec-purpose': 'prefetch;prerender' }, 204],
  ['the router’s fetch', { rsc: '1' }, 401],
  ['a fetch by a script', { 'sec-fetch-dest': 'empty' }, 401],
  ['an image', { 'sec-fetch-dest': 'image' }, 401],
  ['a frame', { 'sec-fetch-dest': 'iframe' }, 401],
] as const) {
  test(`${what} starts nothing`, async ({ request }) => {
    // Next adds a cache-busting parameter to what claims to be its router's, by one redirect.
    const response = await request.get('/api/logto/sign-in', { headers, maxRedirects: 1 });
    expect(response.status()).toBe(status);
    expect(await response.body()).toHaveLength(0);
    expect(response.headers()['set-cookie']).toBeUndefined();
  });
}

test('HEAD starts nothing', async ({ request }) => {
  const response = await request.head('/api/logto/sign-in', { maxRedirects: 0 });
  expect(response.status()).toBe(204);
  expect(response.headers()['set-cookie']).toBeUndefined();
});
