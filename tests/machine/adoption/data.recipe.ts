import { execFileSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Page } from '@playwright/test';
import { secret, sessionCookie } from '../../support/app';
import { makeCertificate } from '../support/certificate';
import { enterPassword, expect, signInTo } from '../../support/fixtures';
import { run } from '../../support/run';
import { testOfRecipes } from './recipe-app';

const database = join(tmpdir(), `recipes-${randomBytes(8).toString('hex')}.sqlite`);
const signingKey = secret();
const variables = { DATABASE_FILE: database, PAYMENTS_SIGNING_KEY: signingKey };
const test = testOfRecipes('docs/recipes-data.md', { nodeMajor: 22, variables });

test.afterAll(() => {
  for (const end of ['', '-wal', '-shm']) rmSync(database + end, { force: true });
});

/** Reads a user's row as another process sees it; `{}` if there is none. */
function rowOf(node: string | undefined, id: string): unknown {
  const code = `const { DatabaseSync } = require('node:sqlite');
    const [, file, id] = process.argv;
    const row = new DatabaseSync(file).prepare('SELECT * FROM users WHERE id = ?').get(id);
    console.log(JSON.stringify(row ?? {}));`;
  const output = execFileSync(node ?? process.execPath, [
    '--no-warnings',
    '-e',
    code,
    database,
    id,
  ]);
  return JSON.parse(output.toString());
}

const lead = (page: Page) => page.getByRole('main').locator('p').first();

/** A payment provider's call: signed over the body. */
function report(url: string, event: object, key = signingKey) {
  const body = JSON.stringify(event);
  const signature = createHmac('sha256', key).update(body).digest('hex');
  return fetch(url, { method: 'POST', headers: { 'x-signature': signature }, body });
}

/** Removes the app's session from the browser. Logto's stays. */
async function endSession(page: Page, baseUrl: string): Promise<void> {
  for (const { name } of await page.context().cookies())
    if (name.startsWith(sessionCookie({ baseUrl }))) await page.context().clearCookies({ name });
}

test('a row begins at the first sign-in, follows the webhook, and ends with the user', async ({
  page,
  build: { node },
  servers: { logto, app },
  signedInAs,
}) => {
  const account = await signedInAs({ email: 'rosa@example.com' });
  const { id, username, password } = account;
  expect(rowOf(node, id)).toEqual({ id, email: 'rosa@example.com', plan: 'free' });
  await page.goto('/plan');
  await expect(lead(page)).toHaveText('rosa@example.com: free');

  await report(`${app.baseUrl}/api/payments/webhook`, { type: 'paid', user: id });
  await endSession(page, app.baseUrl);
  await page.goto('/plan');
  await expect(lead(page)).toHaveText('rosa@example.com: pro');

  account.email = 'new@example.com';
  expect(await logto.management.rename(account, 'Rosa', 'user')).toBe(200);
  await page.reload();
  await expect(lead(page)).toHaveText('new@example.com: pro');

  for (let times = 0; times < 2; times++) {
    expect(await logto.management.remove(account)).toBe(200);
    expect(rowOf(node, id)).toEqual({});
  }
  expect(await logto.management.rename(account, 'Late', 'administrator')).toBe(200);
  expect(rowOf(node, id)).toEqual({});

  const again = logto.accounts.create({ id, username, password });
  for (let times = 0; times < 2; times++)
    expect(await logto.management.reportRegistration(again, 'test-app')).toBe(200);
  expect(rowOf(node, id)).toEqual({ id, email: null, plan: 'free' });
});

test('a provider’s webhook is taken below /api and elsewhere, if it is signed', async ({
  page,
  servers: { app },
  signedInAs,
}) => {
  const { id } = await signedInAs({ email: 'paula@example.com' });
  for (const path of ['/api/payments/webhook', '/hooks/payments']) {
    const url = app.baseUrl + path;
    expect((await report(url, { type: 'paid', user: id }, secret())).status).toBe(401);
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
    expect((await report(url, { type: 'x'.repeat(100_000) })).status).toBe(413);
    await page.goto('/plan');
    await expect(lead(page)).toHaveText(/: free$/);
  }
  const paths = ['/hooks/payments', '/api/payments/webhook', '/hooks/payments'];
  for (const path of paths)
    expect((await report(app.baseUrl + path, { type: 'paid', user: id })).status).toBe(204);
  await page.reload();
  await expect(lead(page)).toHaveText(/: pro$/);
});

test('a form leads to a provider on another origin, which posts the browser back, still signed in', async ({
  playwright,
  launchOptions,
  servers: { app },
}) => {
  const { certificate, key } = makeCertificate();
  const tls = { cert: readFileSync(certificate), key: readFileSync(key) };
  const posted: string[] = [];
  const provider = https.createServer(tls, (request, response) => {
    void text(request).then((body) => {
      if (request.method === 'POST') posted.push(body);
      const button = (path: string) =>
        `<form action="${app.baseUrl}${path}" method="post">
          <input type="hidden" name="outcome" value="ok" /><button>${path}</button>
        </form>`;
      response.setHeader('Content-Type', 'text/html');
      response.end(button('/api/payments/return') + button('/plan'));
    });
  });
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const { port } = provider.address() as AddressInfo;
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    args: [
      ...(launchOptions.args ?? []),
      `--host-resolver-rules=MAP pay.example.com:443 127.0.0.1:${port}`,
    ],
  });
  try {
    const page = await browser.newPage({ baseURL: app.baseUrl, ignoreHTTPSErrors: true });
    await signInTo(page, '/checkout');
    for (const path of ['/api/payments/return', '/plan']) {
      await page.goto('/checkout');
      await page.getByRole('button', { name: 'Pay' }).click();
      await page.waitForURL('https://pay.example.com/checkout');
      expect(posted.pop()).toBe('user=a1l2i3c4e5x6');

      const post = page.waitForRequest((request) => request.url() === app.baseUrl + path);
      const back = page.waitForRequest(
        (request) => request.method() === 'GET' && request.url().startsWith(`${app.baseUrl}/plan`),
      );
      await page.getByRole('button', { name: path }).click();
      const cookie = sessionCookie(app);
      expect((await (await post).allHeaders())['cookie'] ?? '').not.toContain(cookie);
      expect((await (await back).allHeaders())['cookie'] ?? '').toContain(cookie);
      await page.waitForURL(path === '/plan' ? '/plan' : '/plan?outcome=ok');
      await expect(page.getByRole('heading', { name: 'Your plan' })).toBeVisible();
    }
  } finally {
    await browser.close();
    provider.close();
  }
});

test('a form shows errors beside its fields, and keeps its content when the session is gone', async ({
  context,
  servers: { app },
  signedInAs,
}) => {
  const { id } = await signedInAs();
  const page = await context.newPage(); // its console may note the 401
  const subject = page.getByLabel('Subject');
  const words = page.getByLabel('Text');
  const send = page.getByRole('button', { name: 'Send' });
  await page.goto('/feedback');
  await subject.fill('ab');
  await words.fill('A text that is long enough');
  await send.click();
  await expect(page.getByText('Use at least 3 characters.')).toBeVisible();
  await expect(subject).toHaveAccessibleDescription('Use at least 3 characters.');
  await expect(subject).toHaveValue('ab');
  await expect(words).toHaveValue('A text that is long enough');
  await expect(words).toHaveAccessibleDescription('');

  await subject.fill('Abacus');
  await endSession(page, app.baseUrl);
  const left = page.waitForResponse(/\/api\/logto\/callback/);
  await send.click();
  await left;
  await page.waitForURL('/feedback');
  await expect(subject).toHaveValue('Abacus');
  await expect(words).toHaveValue('A text that is long enough');
  expect(app.output()).not.toContain(`${id} sends`);

  await send.click();
  await expect(page.getByRole('main').getByRole('status')).toHaveText('Thank you.');
  expect(app.output()).toContain(`${id} sends feedback of 26 letters`);
  await expect(subject).toHaveValue('');
  await page.reload();
  await expect(subject).toHaveValue('');

  // What one user typed isn't shown to another one in the same tab.
  await subject.fill('Secret');
  await context.clearCookies();
  await signedInAs();
  await page.goto('/feedback');
  await expect(subject).toHaveValue('');
});

test('a route takes an upload of any size up to its own limit; an action one of 12 MB', async ({
  page,
  signedInAs,
  servers: { app },
}) => {
  const upload = (megabytes: number) =>
    page.request.post('/api/files', {
      headers: { origin: app.baseUrl, 'content-type': 'application/octet-stream' },
      data: Buffer.alloc(megabytes * 1024 * 1024),
    });
  expect((await upload(1)).status()).toBe(401);
  await signedInAs();
  expect(await (await upload(25)).json()).toEqual({ size: 25 * 1024 * 1024 });
  expect((await upload(51)).status()).toBe(413);

  await page.goto('/photos');
  const buffer = randomBytes(12 * 1024 * 1024);
  await page.getByLabel('Photo').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer });
  await page.getByRole('button', { name: 'Upload' }).click();
  await page.waitForURL(/size=/);
  await expect(lead(page)).toHaveText(`Received ${buffer.length} bytes.`);
});

/** Opens the page, and waits until its component watches for input. */
async function openLedger(page: Page): Promise<void> {
  await page.goto('/sign-out');
  await page.evaluate(() => {
    localStorage.clear();
  });
  await page.goto('/ledger');
  await expect.poll(() => page.evaluate(() => localStorage.length)).toBe(1);
}

test('a user without input for 15 minutes is signed out, in each tab', async ({
  page,
  context,
  signedInAs,
}) => {
  await signedInAs();
  const other = await context.newPage();
  await context.clock.install();
  for (const tab of [page, other]) await openLedger(tab);
  await context.clock.fastForward('14:00');
  await other.keyboard.press('Tab');
  await context.clock.fastForward('14:00');
  expect(new URL(page.url()).pathname).toBe('/ledger');
  await context.clock.fastForward('02:00');
  const paths = () => [page, other].map((tab) => new URL(tab.url()).pathname).sort();
  await expect.poll(paths).toEqual(['/', '/sign-out']);
  expect((await page.request.get('/api/me')).status()).toBe(401);
});

test('a computer that slept signs its user out at the first input', async ({
  page,
  signedInAs,
}) => {
  await signedInAs();
  await page.clock.install();
  await openLedger(page);
  await page.clock.setSystemTime(Date.now() + 16 * 60_000); // no timer runs
  await page.mouse.move(10, 10);
  await page.waitForURL('/');
  expect((await page.request.get('/api/me')).status()).toBe(401);
});

test('signing out ends on the page that was chosen, once', async ({ page, signedInAs }) => {
  await signedInAs();
  await page.goto('/sign-out');
  await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('/goodbye');
  expect((await page.request.get('/api/me')).status()).toBe(401);
  await page.goto('/');
  await expect(page).toHaveURL('/');
});

test('a script signs out here and at Logto', async ({ page, signedInAs }) => {
  await signedInAs();
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Sign out by script' }).click();
  await page.waitForURL('/');
  await page.goto('/settings');
  await expect(page.getByLabel('Password')).toBeVisible();
});

test('a WebSocket of a custom server knows its user', async ({ browser, build, start }) => {
  const { app } = await start();
  await app.stop();
  const { port, host } = new URL(app.baseUrl);
  const environment = { ...app.variables, PORT: port };
  const server = run(['server.mjs'], environment, {
    cwd: build.directory,
    ...(build.node && { program: build.node }),
  });
  await server.until('Ready in');
  try {
    const page = await browser.newPage({ baseURL: app.baseUrl });
    await page.goto('/');
    const hear = () =>
      page.evaluate(
        (url) =>
          new Promise((resolve) => {
            const socket = new WebSocket(url);
            socket.onmessage = ({ data }) => {
              resolve(data);
            };
            socket.onclose = () => {
              resolve('refused');
            };
          }),
        `ws://${host}/socket`,
      );
    expect(await hear()).toBe('refused');
    await page.getByRole('link', { name: 'Sign in' }).first().click();
    await enterPassword(page);
    await page.waitForURL('/');
    expect(await hear()).toBe('Hello alice');

    const cookies = await page.context().cookies();
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const statusFrom = async (origin: string) => {
      const upgrade = {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      };
      const request = http.get(`${app.baseUrl}/socket`, {
        headers: { ...upgrade, cookie, origin },
      });
      const status = new Promise((resolve) => {
        request.on('response', ({ statusCode }) => {
          resolve(statusCode);
        });
        request.on('upgrade', ({ statusCode }) => {
          resolve(statusCode);
        });
      });
      const answered = await status;
      request.destroy();
      return answered;
    };
    expect(await statusFrom(app.baseUrl)).toBe(101);
    expect(await statusFrom('http://evil.localhost')).toBe(401);
    await page.close();
  } finally {
    await server.stop();
  }
});

test('`readSession` reads the user from a raw `Cookie` header', async ({
  page,
  signedInAs,
  servers: { app },
}) => {
  const { id } = await signedInAs();
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const code = `const { RequestCookies } = await import('next/dist/server/web/spec-extension/cookies.js');
    const { readSession } = await import('./lib/session/session-cookie');
    for (const cookie of [process.env.COOKIE, 'a=b']) {
      const session = await readSession(new RequestCookies(new Headers({ cookie })));
      console.log(session?.claims.sub);
    }`;
  const args = ['--import', 'tsx', '--conditions=react-server', '--input-type=module', '-e', code];
  const child = run(args, { ...app.variables, COOKIE: cookie });
  await child.ended;
  expect(child.output()).toBe(`${id}\nundefined\n`);
});
