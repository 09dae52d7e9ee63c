import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sessionCookie } from '../../support/app';
import { testBuild } from '../../support/build';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { ProxiedClient, startOnHttps } from '../support/https';
import { rawRequest } from '../support/raw-request';
import { claimsPath } from '../support/tests-pages';

test('scripts get 401 without a session, and the user with one', async ({ servers: { app } }) => {
  const client = new Client();
  for (const path of ['/api/me', '/api/userinfo']) {
    const refused = await client.send(app.baseUrl + path);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toEqual({ error: 'not_authenticated' });
    expect(refused.headers.get('cache-control')).toBe('private, no-store');
  }
  await client.signIn(app);
  const me = (await (await client.send(`${app.baseUrl}/api/me`)).json()) as { user: object };
  expect(me.user).toMatchObject({ username: 'alice' });
  expect(me.user).not.toHaveProperty('custom_data');
  const answer = await client.send(`${app.baseUrl}/api/userinfo`);
  const userInfo = (await answer.json()) as { user: object };
  expect(userInfo.user).toMatchObject({ username: 'alice', custom_data: { plan: 'pro' } });
});

test('the health check needs nobody', async ({ request }) => {
  const response = await request.get('/api/health');
  expect(await response.json()).toEqual({ status: 'ok' });
});

test('a guarded page without a session: documents are redirected, the router gets 401', async ({
  request,
  baseURL,
}) => {
  const document = await request.get('/profile?x=1', { maxRedirects: 0 });
  expect(document.status()).toBe(303);
  expect(new URL(document.headers()['location'] ?? '', baseURL).href).toBe(
    `${baseURL ?? ''}/api/logto/sign-in?return_to=%2Fprofile%3Fx%3D1`,
  );
  expect(document.headers()['cache-control']).toBe('private, no-store');
  const router = await request.get('/profile', {
    headers: { 'sec-fetch-mode': 'cors', accept: '*/*' },
    maxRedirects: 0,
  });
  expect(router.status()).toBe(401);
});

test('a session that ended while a page was open: the next click leads to Logto', async ({
  context,
  signedInAs,
}) => {
  await signedInAs();
  const page = await context.newPage(); // its console may note the 401
  await page.goto(claimsPath);
  await context.clearCookies({ name: /^logto-session/ });
  await page.getByRole('link', { name: 'A page of the app' }).click();
  await page.waitForURL('/profile');
});

test('a damaged cookie is simply signed out', async ({ servers: { app } }) => {
  const client = new Client();
  await client.signIn(app);
  const name = sessionCookie(app);
  const value = client.cookies.get(name) ?? '';
  expect(value).not.toBe('');
  for (const damaged of ['', 'x', value.slice(0, -9), `x${value}`, value.slice(1), '%00%ff', '"']) {
    const response = await fetch(`${app.baseUrl}/profile`, {
      headers: { cookie: `${name}=${damaged}`, accept: 'text/html' },
      redirect: 'manual',
    });
    expect(response.status, damaged).toBe(303);
    expect(response.headers.get('location')).toContain('/api/logto/sign-in?');
  }
});

test('other sites cannot sign anybody out', async ({ servers: { app } }) => {
  const client = new Client();
  await client.signIn(app);
  const signOut = `${app.baseUrl}/api/logto/sign-out`;
  const attempts: Record<string, string>[] = [
    { origin: 'https://evil.test' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    {},
  ];
  for (const headers of attempts) {
    const response = await client.send(signOut, { method: 'POST', headers });
    expect(response.status, JSON.stringify(headers)).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
  }
  const link = await client.send(signOut);
  expect(link.headers.get('location')).toBe(`${app.baseUrl}/sign-out`);
  expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
});

test('where a platform serves the app under another domain, too, a sign-in begins at BASE_URL, once, because its callback is there; one can sign out there', async () => {
  const { app, logto } = await startOnHttps();
  const client = new ProxiedClient(app);
  await client.signIn(app);
  const signOut = (headers: Record<string, string>) =>
    rawRequest(app.localUrl, '/api/logto/sign-out', {
      method: 'POST',
      headers: { ...headers, cookie: client.cookieHeader },
    });
  const host = 'www.app.test';
  const foreign = await signOut({
    host,
    origin: 'https://evil.test',
    'x-forwarded-host': 'evil.test',
  });
  expect([foreign.status, foreign.headers.get('set-cookie')]).toEqual([403, null]);
  const answer = await signOut({ host, origin: `https://${host}` });
  expect(answer.headers.get('location')).toContain(`${logto.endpoint}/oidc/session/end?`);
  expect(answer.headers.get('set-cookie')).toContain('__Host-logto-session=;');

  const begin = (host: string, path: string) =>
    rawRequest(app.localUrl, path, { headers: { host } });
  const path = '/api/logto/sign-in?return_to=%2Fprofile&max_age=60';
  const moved = await begin('www.app.test', path);
  expect([moved.status, moved.headers.get('set-cookie')]).toEqual([303, null]);
  const there = (moved.headers.get('location') ?? '').replace(app.baseUrl, '');
  expect(there).toContain(`${path}&`);
  for (const [host, target] of [
    ['app.test', path],
    ['app.test', there],
    ['localhost:3000', there], // as a proxy may write it
  ] as const) {
    const begun = await begin(host, target);
    const asked = new URL(begun.headers.get('location') ?? '');
    expect([asked.origin, asked.searchParams.get('max_age')]).toEqual([logto.endpoint, '60']);
    expect(begun.headers.get('set-cookie')).toContain('__Host-logto-sign-in-');
  }
  await app.stop();
  await logto.close();
});

test('signing out revokes the refresh token and ends Logto’s session by the app’s id', async ({
  servers: { app, logto },
}) => {
  const client = new Client();
  await client.signIn(app);
  const requests: string[] = [];
  const note = ({ method = '', url = '' }) => requests.push(`${method} ${url}`);
  logto.server.on('request', note);
  expect((await client.signOut(app)).url).toBe(`${app.baseUrl}/`);
  logto.server.off('request', note);
  expect(requests).toContain('POST /oidc/token/revocation');
  expect(requests.join()).toMatch(/\/oidc\/session\/end\?[^,]*client_id=test-app/);
});

test('after signing out, a copy of the cookie is worth nothing', async ({ servers: { app } }) => {
  const client = new Client();
  await client.signIn(app);
  const copy = client.copy();
  // The test stops at the app, because Logto, the next address of the browser, would also end the session.
  const headers = { origin: app.baseUrl };
  await client.send(`${app.baseUrl}/api/logto/sign-out`, { method: 'POST', headers });
  expect((await copy.send(`${app.baseUrl}/api/me`)).status).toBe(401);
  expect((await copy.send(`${app.baseUrl}/profile`)).headers.get('location')).toContain(
    '/api/logto/sign-in?return_to=%2Fprofile',
  );
});

test('when Logto’s session ends, every session here that began in it is over', async ({
  servers: { app },
}) => {
  const client = new Client();
  await client.signIn(app);
  const other = client.withoutAppCookies();
  await other.visit(`${app.baseUrl}/api/logto/sign-in`); // a second one, in the same session at Logto
  const bystander = new Client();
  await bystander.signIn(app);
  expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
  await other.signOut(app);
  await expect(async () => {
    expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(401);
  }).toPass();
  expect((await bystander.send(`${app.baseUrl}/api/me`)).status).toBe(200);
});

test('a form sent by somebody who is not signed in just leads home', async ({
  request,
  baseURL,
}) => {
  const response = await request.post('/api/logto/sign-out', {
    headers: { origin: baseURL ?? '' },
    maxRedirects: 0,
  });
  expect(response.status()).toBe(303);
  expect(response.headers()['location']).toBe(`${baseURL ?? ''}/`);
});

/** A browser that keeps the bodies of all answers. */
class KeepingClient extends Client {
  readonly bodies: string[] = [];

  override async send(...request: Parameters<Client['send']>): Promise<Response> {
    const response = await super.send(...request);
    this.bodies.push(await response.clone().text());
    return response;
  }
}

test('no token, and no auth code, reaches the browser', async ({ servers: { app, logto } }) => {
  const tokens: string[] = [];
  const keep = (ctx: { body: unknown }) => {
    const answer = ctx.body as Record<string, unknown>;
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      if (typeof answer[name] === 'string') tokens.push(answer[name]);
    }
  };
  logto.provider.on('grant.success', keep);
  const client = new KeepingClient();
  await client.signIn(app);
  for (const path of [claimsPath, '/profile']) {
    await client.visit(app.baseUrl + path);
    await client.send(`${app.baseUrl}${path}?_rsc`, { headers: { rsc: '1', accept: '*/*' } });
  }
  logto.provider.off('grant.success', keep);

  const scripts = readdirSync(`${testBuild}/.next/static`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(join(testBuild, '.next/static', name), 'utf8'));
  const received = [...client.bodies, ...scripts].join('\n');
  expect(received.split('custom_data').length).toBeGreaterThan(4);
  expect(scripts).not.toEqual([]);
  expect(tokens).toHaveLength(3);
  for (const token of tokens) expect(received).not.toContain(token);
  for (const library of ['openid-client', 'iron-session', 'Fe26.2', 'code_verifier', 'jwks_uri']) {
    expect(received).not.toContain(library);
  }
});
