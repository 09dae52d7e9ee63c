import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CDPSession, Page } from '@playwright/test';
import { browserPath } from '../../support/browser';
import { expect, signInByHttp, test } from '../../support/fixtures';

/** Returns whether a page shows Alice's address, or still has it in its document. */
const isPrivate = async (page: Page) => /alice@example\.com/i.test(await page.content());

/**
 * Presses Back. Returns the address, and whether the page came from memory. Playwright's `goBack` waits for a load, which a page
 * from memory doesn't have.
 */
async function pressBack(browser: CDPSession): Promise<{ url: string; fromMemory: boolean }> {
  const { currentIndex, entries } = await browser.send('Page.getNavigationHistory');
  const arrived = new Promise<{ url: string; fromMemory: boolean }>((resolve) => {
    browser.once('Page.frameNavigated', ({ type, frame: { url } }) => {
      resolve({ url, fromMemory: type === 'BackForwardCacheRestore' });
    });
  });
  const entryId = entries[currentIndex - 1]?.id ?? NaN;
  await browser.send('Page.navigateToHistoryEntry', { entryId });
  return arrived;
}

test('after signing out, Back shows nothing private, neither from memory nor from the router', async ({
  playwright,
  launchOptions,
  servers: { app },
}) => {
  // A browser that keeps whole pages in memory (bfcache), as people's own do; Playwright turns that off by default.
  // The headless shell has no bfcache.
  const paths = [
    browserPath().replace('-headless-shell', ''),
    playwright.chromium.executablePath(),
  ];
  const executablePath = paths.find((path) => existsSync(path)) ?? '';
  test.skip(executablePath === '', `${paths.join(' and ')} are not installed`);
  const own = await playwright.chromium.launch({
    ...launchOptions,
    executablePath,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  const context = await own.newContext({ baseURL: app.baseUrl });
  await signInByHttp(context, app);
  const page = await context.newPage(); // its console may note a picture that it left behind

  const plain = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p>plain</p>');
  });
  await once(plain.listen(0, 'localhost'), 'listening');
  const origin = `http://localhost:${(plain.address() as AddressInfo).port}`;
  const browser = await context.newCDPSession(page);
  await browser.send('Page.enable');
  await page.goto(`${origin}/one`);
  await page.goto(`${origin}/two`);
  expect((await pressBack(browser)).fromMemory).toBe(true); // this browser does keep pages

  await page.goto('/account');
  // By the router, which keeps pages, too.
  for (const [name, path] of [
    ['Profile', '/profile'],
    ['Your account', '/account'],
    ['Profile', '/profile'],
  ] as const) {
    if (name === 'Your account') await page.getByRole('button', { name: 'Account: Alice' }).click();
    await page.getByRole('link', { name, exact: true }).first().click();
    await page.waitForURL(path);
  }
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Profile');
  expect(await isPrivate(page)).toBe(true);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('/');

  const seen: string[] = [];
  let { url } = await pressBack(browser);
  while (!url.startsWith(origin)) {
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await isPrivate(page), url).toBe(false);
    seen.push(url);
    ({ url } = await pressBack(browser));
  }
  expect(seen.length).toBeGreaterThan(3); // each page that was private, as it is for a stranger
  plain.close();
  await own.close();
});
