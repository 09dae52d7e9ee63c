import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LocalLogto } from './server';
import { app, authorizationRequest, Browser, refresh, signIn, start } from './test-client';

let application: http.Server;
let calls: { url: string | undefined; body: URLSearchParams }[];
let logto: LocalLogto;
let browser: Browser;
let baseUrl: string;

beforeEach(async () => {
  calls = [];
  application = http.createServer((request, response) => {
    void text(request).then((body) => {
      calls.push({ url: request.url, body: new URLSearchParams(body) });
      response.end();
    });
  });
  application.listen(0, 'localhost');
  await once(application, 'listening');
  baseUrl = `http://localhost:${(application.address() as AddressInfo).port}`;
  logto = await start({ app: { ...app, baseUrl } });
  browser = new Browser(logto);
});

afterEach(async () => {
  await logto.close();
  application.close();
});

function signedIn() {
  return signIn(browser, 'alice', { redirect_uri: `${baseUrl}/api/logto/callback` });
}

/** Opens the end-session endpoint as this template does, and lets the form of its page submit itself. */
async function signOut(overrides: Record<string, string> = {}) {
  const url = new URL(`${logto.endpoint}/oidc/session/end`);
  url.search = new URLSearchParams({
    client_id: app.id,
    post_logout_redirect_uri: `${baseUrl}/`,
    state: 'bye',
    ...overrides,
  }).toString();
  const page = await browser.open(url);
  const xsrf = /name="xsrf" value="(\w+)"/.exec(page.body)?.[1];
  if (xsrf === undefined) return page;
  return browser.open('/oidc/session/end/confirm', { xsrf, logout: 'yes' });
}

async function expectToBeSignedOut() {
  const { url } = authorizationRequest(logto, { redirect_uri: `${baseUrl}/api/logto/callback` });
  expect((await browser.open(url)).body).toContain('<h1>Sign in</h1>');
}

test('the client id is enough to end the session and to come back with state', async () => {
  await signedIn();
  expect((await signOut()).url.href).toBe(`${baseUrl}/?state=bye`);
  await expectToBeSignedOut();
});

test('an ID token serves in place of the client id', async () => {
  const { idToken } = await signedIn();
  const page = await signOut({ id_token_hint: idToken });
  expect(page.url.href).toBe(`${baseUrl}/?state=bye`);
  await expectToBeSignedOut();
});

test('the page asks nothing: it submits itself, and has a button where JavaScript is off', async () => {
  await signedIn();
  const query = new URLSearchParams({
    client_id: app.id,
    post_logout_redirect_uri: `${baseUrl}/`,
  });
  const page = await browser.open(`/oidc/session/end?${query.toString()}`);
  expect(page.status).toBe(200);
  expect(page.body).toContain('<form id="op.logoutForm" method="post"');
  expect(page.body).toMatch(/<button[^>]*form="op.logoutForm"[^>]*>\s*Continue\s*<\/button>/);
  expect(page.body.match(/<button/g)).toHaveLength(1);
  expect(page.body).toContain('<script>');
});

test('the client id without an address also signs out, and ends on a page here', async () => {
  await signedIn();
  const page = await browser.open(`/oidc/session/end?client_id=${app.id}`);
  const xsrf = /name="xsrf" value="(\w+)"/.exec(page.body)?.[1] ?? '';
  const done = await browser.open('/oidc/session/end/confirm', { xsrf, logout: 'yes' });
  expect(done.body).toContain('<h1>Signed out</h1>');
  await expectToBeSignedOut();
});

test('the application is told, with a valid logout token', async () => {
  await signedIn();
  await signOut();
  expect(calls.map(({ url }) => url)).toEqual(['/api/logto/backchannel-logout']);
  const keys = createRemoteJWKSet(new URL(`${logto.endpoint}/oidc/jwks`));
  const { payload, protectedHeader } = await jwtVerify(
    calls[0]?.body.get('logout_token') ?? '',
    keys,
  );
  expect(protectedHeader).toMatchObject({ alg: 'ES384', typ: 'logout+jwt' });
  expect(payload).toEqual({
    iss: `${logto.endpoint}/oidc`,
    aud: app.id,
    iat: expect.any(Number) as number,
    exp: expect.any(Number) as number,
    jti: expect.any(String) as string,
    sub: 'a1l2i3c4e5x6',
    sid: expect.any(String) as string,
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  });
});

test('the logout token has no sid without sessionRequired', async () => {
  logto.settings.sessionRequired = false;
  await signedIn();
  await signOut();
  expect(calls[0]?.body.get('logout_token')).toBeTruthy();
  const [, payload = ''] = calls[0]?.body.get('logout_token')?.split('.') ?? [];
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).not.toHaveProperty('sid');
});

test('an application that cannot be reached disturbs nothing', async () => {
  await signedIn();
  application.close();
  application.closeAllConnections();
  expect((await signOut()).url.href).toBe(`${baseUrl}/?state=bye`);
});

test('refresh tokens survive sign-out', async () => {
  const { refreshToken } = await signedIn();
  await signOut();
  expect((await refresh(logto, refreshToken)).status).toBe(200);
});

test('an unregistered post-logout address is refused with a page', async () => {
  await signedIn();
  const page = await signOut({ post_logout_redirect_uri: 'https://elsewhere.example.com/' });
  expect(page.status).toBe(400);
  expect(page.body).toContain('<h1>Something went wrong</h1>');
  const { url } = authorizationRequest(logto, { redirect_uri: `${baseUrl}/api/logto/callback` });
  const { url: after } = await browser.open(url);
  expect(after.searchParams.has('code')).toBe(true);
});
