import { freePort } from './support/app';
import { enterPassword, expect, test } from './support/fixtures';
import { run } from './support/run';

/** Runs `npm run dev`'s script as in a fresh clone: nothing is configured. */
const runDev = (port: number, variables: Record<string, string> = {}) =>
  run(['--import', 'tsx', 'dev/dev.ts'], {
    PORT: String(port),
    NODE_ENV: 'development',
    ...variables,
  });

test('on a fresh clone: both addresses, the demo accounts, a sign-in, and Ctrl-C stops it all', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const port = await freePort();
  const dev = runDev(port);
  await dev.until('Ready in');
  for (const text of [`http://localhost:${port}`, `http://localhost:${port + 1}`, 'alice-demo-1']) {
    expect(dev.output()).toContain(text);
  }

  const page = await browser.newPage();
  await page.goto(`http://localhost:${port}/profile`, { timeout: 60_000 });
  await enterPassword(page);
  await page.waitForURL(`http://localhost:${port}/profile`, { timeout: 60_000 });
  await page.close();

  await dev.stop('SIGINT');
  for (const stopped of [port, port + 1]) {
    await expect(fetch(`http://localhost:${stopped}/`)).rejects.toThrow('fetch failed');
  }
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
