import { randomInt } from 'node:crypto';
import { cp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '../support/app';
import { enterPassword, expect, test } from '../support/fixtures';
import { run } from '../support/run';

/** Runs `npm run dev`'s script as in a fresh clone: nothing is configured. */
const runDev = (port: number, variables: Record<string, string> = {}, cwd = '.') =>
  run(
    ['--import', 'tsx', 'dev/dev.ts'],
    { PORT: String(port), NODE_ENV: 'development', ...variables },
    { cwd },
  );

/**
 * The first of two free ports in a row: the local Logto takes the second. Below those that systems give
 * to connections, so that neither is taken in the meantime.
 */
async function freePortPair(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    const both = await Promise.allSettled([freePort(port), freePort(port + 1)]);
    if (both.every(({ status }) => status === 'fulfilled')) return port;
  }
}

/** What `npm run dev` needs of a clone, in a folder of this one, so that what is installed is found. */
async function cloneInto(folder: string): Promise<void> {
  const code = ['app', 'dev', 'lib', 'instrumentation.ts', 'middleware.ts'];
  const settings = ['next.config.mjs', 'package.json', 'postcss.config.mjs', 'tsconfig.json'];
  for (const name of [...code, ...settings]) {
    await cp(name, path.join(folder, name), { recursive: true });
  }
}

test('on a fresh clone: both addresses, the demo accounts, a sign-in, a user who is suspended; Ctrl-C stops it all', async ({
  browser,
}, testInfo) => {
  test.setTimeout(120_000);
  const clone = testInfo.outputPath('clone');
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

  const page = await browser.newPage();
  const at = (path: string) => `http://localhost:${port}${path}`;
  const patient = { timeout: 60_000, maxRedirects: 0 };
  const turnedAway = await page.request.get(at('/profile'), patient);
  expect(turnedAway.status(), 'the middleware’s answer').toBe(303);
  expect((await page.request.get(at('/api/me'), patient)).status()).toBe(401);
  const asked = page.waitForRequest(/\/oidc\/auth\?/, { timeout: 60_000 });
  await page.goto(at('/profile'), { timeout: 60_000 });
  const { searchParams } = new URL((await asked).url());
  expect(searchParams.getAll('resource')).toContain(resource);
  expect(searchParams.get('scope')?.split(' ')).toContain(scope);
  await enterPassword(page);
  await page.waitForURL(at('/profile'), { timeout: 60_000 });
  const answer = await page.request.get(at('/api/me'));
  expect(await answer.json()).toMatchObject({ user: { username: 'alice' } });

  const consoleUrl = `http://localhost:${port + 1}/console`;
  expect(dev.output()).toContain(consoleUrl);
  const admin = await browser.newPage();
  await admin.goto(consoleUrl);
  await admin.getByRole('button', { name: 'Suspend alice' }).click({ timeout: 60_000 });
  await expect(admin.getByRole('heading', { name: 'alice, suspended' })).toBeVisible();
  expect((await page.request.get(at('/api/me'), patient)).status()).toBe(401);
  await page.close();
  await admin.close();

  await dev.stop('SIGINT');
  for (const stopped of [port, port + 1]) {
    await expect(fetch(`http://localhost:${stopped}/`)).rejects.toThrow('fetch failed');
  }
  await rm(clone, { recursive: true });
});

test('a port that is taken is named', async ({ servers }) => {
  const port = Number(new URL(servers.app.baseUrl).port);
  const dev = runDev(port);
  expect(await dev.ended).toBe(1);
  expect(dev.output()).toContain(`Port ${port} is taken`);
});

test('where a Logto is configured, that one is used: nothing local starts, and what is missing is named', async () => {
  const dev = runDev(await freePort(), { LOGTO_ENDPOINT: 'https://tenant.logto.app' });
  expect(await dev.ended).toBe(1);
  expect(dev.output()).toContain('LOGTO_APP_ID is missing');
  expect(dev.output()).not.toContain('Demo accounts');
});
