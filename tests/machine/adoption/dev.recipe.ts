import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { startLocalLogto } from '@/dev/logto/server';
import { freePort, secret } from '../../support/app';
import { Client } from '../../support/client';
import { formOf } from '../organizations/forms';
import { cloneInto, freePortPair, npmRun, runDev } from '../support/clone';
import { rawRequest } from '../support/raw-request';
import { fillIn } from '../support/step-up';

test('on a fresh clone: both addresses, the demo accounts, a sign-in, a user who is suspended; a restart signs no one out; a changed .env.local counts; no server is left', async ({
  browser,
}, testInfo) => {
  test.setTimeout(300_000);
  const variables = {
    LOGTO_APP_ID: 'other-app',
    LOGTO_APP_SECRET: secret(),
    SESSION_SECRET: secret(),
    BASE_URL: 'https://tunnel.example.com',
  };
  const registration = { id: variables.LOGTO_APP_ID, secret: variables.LOGTO_APP_SECRET };
  const other = await startLocalLogto({ app: { ...registration, baseUrl: variables.BASE_URL } });
  const clone = testInfo.outputPath('my clone');
  await cloneInto(clone);
  const [resource, scope] = ['https://invoices.example.com', 'read:invoices'];
  const requested = `LOGTO_RESOURCES=${resource}\nLOGTO_SCOPES=${scope}\n`;
  await writeFile(path.join(clone, '.env.local'), requested);
  const port = await freePortPair();
  const dev = runDev(port, {}, clone);
  await dev.until('Ready in');
  for (const text of [`http://localhost:${port}`, `http://localhost:${port + 1}`, 'alice-demo-1']) {
    expect(dev.output()).toContain(text);
  }
  const isOld = parseInt(process.versions.node) < 22;
  expect(dev.output().includes('please install')).toBe(isOld);

  const at = (path: string) => `http://localhost:${port}${path}`;
  const alice = new Client();
  const turnedAway = await alice.send(at('/profile'));
  expect(turnedAway.status, 'the middleware’s answer').toBe(303);
  expect((await alice.send(at('/api/me'))).status).toBe(401);
  const begun = await alice.send(at(turnedAway.headers.get('location') ?? ''));
  const asked = new URL(begun.headers.get('location') ?? '');
  expect(asked.searchParams.getAll('resource')).toContain(resource);
  expect(asked.searchParams.get('scope')?.split(' ')).toContain(scope);
  const shown = await fillIn(alice, await alice.visit(asked));
  expect([shown.url, shown.status]).toEqual([at('/profile'), 200]);
  const answer = await alice.send(at('/api/me'));
  expect(await answer.json()).toMatchObject({ user: { username: 'alice' } });

  // The policy is that of production, and Next's own tools have their style.
  const page = await browser.newPage();
  const violations: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) violations.push(message.text());
  });
  await page.context().addCookies(alice.cookiesFor({ baseUrl: at('') }));
  await page.goto(at('/profile'), { timeout: 60_000 });
  const tools = page.getByRole('button', { name: 'Open Next.js Dev Tools' });
  await expect(tools).toHaveCSS('cursor', 'pointer', { timeout: 60_000 });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Profile');
  expect(violations).toEqual([]);
  await page.context().close();

  const consoleUrl = `http://localhost:${port + 1}/console`;
  expect(dev.output()).toContain(consoleUrl);
  const admin = new Client();
  const { fields } = await formOf(await admin.visit(consoleUrl), 'Suspend alice');
  const body = new URLSearchParams([...fields, ['action', 'suspend']]);
  const suspended = await admin.visit(consoleUrl, { method: 'POST', body });
  expect(await suspended.text()).toContain('alice, suspended');
  expect((await alice.send(at('/api/me'))).status).toBe(401);

  const elsewhere = await fetch(`http://127.0.0.1:${port}/profile?a=b`, { redirect: 'manual' });
  expect(elsewhere.headers.get('location')).toBe(at('/profile?a=b'));

  const client = new Client();
  const ofBob = { identifier: 'bob', password: 'bob-demo-1' };
  await fillIn(client, await client.visit(at('/profile')), ofBob);
  await dev.stop('SIGINT');
  for (const stopped of [port, port + 1]) {
    await expect(fetch(`http://localhost:${stopped}/`)).rejects.toThrow('fetch failed');
  }

  const npm = npmRun(clone, 'dev', '--', '-p', `${port}`);
  await npm.until('Ready in');
  const userInfo = await client.visit(at('/api/userinfo'));
  expect(await userInfo.json()).toMatchObject({ user: { username: 'bob' } });

  await writeFile(path.join(clone, '.env.local'), `LOGTO_ENDPOINT=${other.endpoint}\n`);
  await npm.until('LOGTO_APP_ID is missing');
  await writeFile(
    path.join(clone, '.env.local'),
    Object.entries({ LOGTO_ENDPOINT: other.endpoint, ...variables })
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  await npm.until('App     https://tunnel.example.com');
  await npm.until(`Logto   ${other.endpoint}`);
  await npm.until('Ready in', 2);
  const hotReload = (origin: string) =>
    fetch(at('/_next/webpack-hmr'), { headers: { origin } }).then(({ status }) => status);
  expect(await hotReload('https://other.example.com')).toBe(403);
  expect(await hotReload('https://tunnel.example.com')).not.toBe(403);
  const headers = { host: 'tunnel.example.com' };
  const signIn = await rawRequest(at(''), '/api/logto/sign-in', { headers });
  expect(signIn.headers.get('location')).toContain(`${other.endpoint}/oidc/auth`);

  // Its outputs are closed only when every process that it started has ended, too.
  await npm.stop('SIGKILL');
  expect(await freePort(port)).toBe(port);
  await other.close();
  await rm(clone, { recursive: true });
});
