import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { freePort, runApp, secret, startAppWithLogto } from '../../support/app';
import { Client } from '../../support/client';
import { runIn } from '../support/copy';
import { run } from '../../support/run';
import makeTestBuild from '../support/test-build';
import { guardedPath, ordersApi, permits, tokensPath } from '../support/tests-pages';

// Builds the project, in which this runs, with settings of Next that change every address. It must be a copy: this changes
// its `next.config.mjs`.

const configFile = 'next.config.mjs';
const original = readFileSync(configFile, 'utf8');

/** Adds a setting to the owner's part of the configuration. */
function configure(setting: string): void {
  const changed = original.replace('reactStrictMode: true,', `reactStrictMode: true, ${setting},`);
  assert.notEqual(changed, original);
  writeFileSync(configFile, changed);
}

async function trailingSlash(): Promise<void> {
  configure('trailingSlash: true');
  makeTestBuild();
  const { app, logto } = await startAppWithLogto();
  const { baseUrl } = app;
  const get = (path: string, client = new Client(), headers = {}) =>
    client.send(baseUrl + path, { headers });
  const locationOf = (response: Response) =>
    (response.headers.get('location') ?? '').replace(baseUrl, '');

  // The addresses that Logto and scripts call aren't redirected.
  for (const path of ['/api/logto/callback?state=x', '/api/logto/refresh', '/api/logto/sign-out'])
    assert.match(
      locationOf(await get(path)),
      /^\/(auth-error|sign-out|api\/logto\/sign-in|$)/,
      path,
    );
  for (const [path, status] of [
    ['/api/logto/webhook', 401],
    ['/api/logto/backchannel-logout', 400],
  ] as const)
    assert.equal(
      (await fetch(baseUrl + path, { method: 'POST', redirect: 'manual' })).status,
      status,
    );
  assert.equal((await get('/api/me')).status, 401);
  assert.equal((await get('/api/health')).status, 200);
  assert.equal((await get('/robots.txt')).status, 200);

  // Pages have one address, with a slash.
  const redirected = await get('/profile?a=b');
  assert.deepEqual([redirected.status, locationOf(redirected)], [308, '/profile/?a=b']);
  assert.equal((await get('/')).status, 200);
  const forbidden = await get('/forbidden/?role=admin');
  assert.equal(forbidden.status, 403);
  assert.match(await forbidden.text(), /admin/);
  assert.equal(locationOf(await get('//evil.test')).startsWith('//'), false);

  // Protected, with and without the slash; and in the router's own requests, which get no redirect to Logto.
  const signIn = await get('/profile/?a=b');
  assert.equal(signIn.status, 303);
  assert.equal(locationOf(signIn), '/api/logto/sign-in?return_to=%2Fprofile%2F%3Fa%3Db');
  const ofRouter = { rsc: '1', accept: '*/*', 'sec-fetch-mode': 'cors' };
  assert.equal((await get('/profile/', new Client(), ofRouter)).status, 401);

  // The whole journey: sign in and back, a token, a requirement that isn't met, sign out and back.
  const client = new Client();
  const form = await client.visit(`${baseUrl}/profile`);
  const body = new URLSearchParams({ identifier: 'alice', password: 'alice-demo-1' });
  const page = await client.visit(form.url, { method: 'POST', body });
  assert.deepEqual([page.url, page.status], [`${baseUrl}/profile/`, 200]);
  assert.match(await page.text(), /alice@example\.com/);
  const tokens = await client.visit(baseUrl + tokensPath(ordersApi));
  assert.equal(new URL(tokens.url).pathname, '/tests/tokens/');
  assert.ok((await tokens.text()).includes(permits(ordersApi)));
  const refused = await client.visit(baseUrl + guardedPath({ role: 'nobody' }));
  assert.deepEqual([new URL(refused.url).pathname, refused.status], ['/forbidden/', 403]);
  assert.equal((await client.send(`${baseUrl}/api/me`)).status, 200);

  // Logto's calls arrive: the webhook, and the logout by the back channel.
  const elsewhere = new Client();
  await elsewhere.signIn(app, 'bob');
  assert.equal((await elsewhere.send(`${baseUrl}/api/me`)).status, 200);
  await logto.management.setSuspended(logto.accounts.named('bob'), true);
  assert.equal((await elsewhere.send(`${baseUrl}/api/me`)).status, 401);
  const other = client.withoutAppCookies();
  await other.visit(`${baseUrl}/api/logto/sign-in`);
  await other.signOut(app);
  while ((await client.copy().send(`${baseUrl}/api/me`)).status === 200)
    await new Promise(setImmediate);
  assert.equal((await other.visit(`${baseUrl}/profile`)).url.startsWith(logto.endpoint), true);

  await app.stop();
  await logto.close();
}

async function basePath(): Promise<void> {
  configure("basePath: '/base'");
  makeTestBuild();
  const port = await freePort();
  const variables = {
    LOGTO_ENDPOINT: 'https://logto.test',
    LOGTO_APP_ID: 'test-app',
    LOGTO_APP_SECRET: secret(),
    SESSION_SECRET: secret(),
    BASE_URL: `http://localhost:${port}`,
    PORT: String(port),
  };
  runIn('.', 'npm run build');
  const cwd = '.next/standalone';
  const standalone = () => run(['server.js'], variables, { cwd });
  for (const start of [() => runApp(port, variables), standalone]) {
    const app = start();
    assert.equal(await app.ended, 1);
    assert.match(app.output(), /^next\.config\.mjs: remove basePath: /m);
  }
}

try {
  await trailingSlash();
  await basePath();
} finally {
  writeFileSync(configFile, original);
}
