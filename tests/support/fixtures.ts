import { randomBytes } from 'node:crypto';
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import type { Account, LocalLogto } from '@/dev/logto/server';
import { startAppWithLogto, type App, type Build } from './app';
import { testBuild } from './build';
import { Client } from './client';

export { expect };

/**
 * Every worker has its own local Logto and production server, so tests can look into both.
 * `baseURL` is the app's. A page of the app that writes an error or a warning to the browser's
 * console (a breach of its policy is one) fails its test.
 */
export const test = base.extend<
  {
    start: typeof startAppWithLogto;
    /** Creates an account in the local Logto, and signs it in. Returns the account. A test may change it: Logto reads it again. */
    signedInAs: (account?: Partial<Account>) => Promise<Account>;
  },
  { build: Build; servers: { logto: LocalLogto; app: App } }
>({
  build: [({}, use) => use({ directory: testBuild }), { scope: 'worker' }],
  servers: [
    async ({ build }, use) => {
      const servers = await startAppWithLogto({}, {}, build);
      await use(servers);
      await servers.app.stop();
      await servers.logto.close();
    },
    { scope: 'worker' },
  ],
  // For tests that need other settings, or break the servers that they use.
  start: async ({ build }, use) => {
    const running: { logto: LocalLogto; app: App }[] = [];
    await use(async (settings, overrides) => {
      const servers = await startAppWithLogto(settings, overrides, build);
      running.push(servers);
      return servers;
    });
    for (const { app, logto } of running) {
      await app.stop();
      await logto.close();
    }
  },
  signedInAs: ({ servers, context }, use) =>
    use(async (fields = {}) => {
      const { username, password } = { username: unique(), password: unique(), ...fields };
      const account = servers.logto.accounts.create({ ...fields, username, password });
      await signInByHttp(context, servers.app, username ?? '', password ?? '');
      return account;
    }),
  baseURL: ({ servers }, use) => use(servers.app.baseUrl),
  page: async ({ page, baseURL }, use) => {
    const complaints = complaintsOf(page, baseURL ?? '');
    await use(page);
    expect(complaints).toEqual([]);
  },
});

/** Collects what the browser complains of on pages of the app: errors of scripts, and breaches of the policy. */
export function complaintsOf(page: Page, baseUrl: string): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const { url } = message.location();
    // A page may be forbidden, or not found: the console says so of the document itself.
    const isStatus = url === page.url() && /status of 40[34]/.test(message.text());
    if (url.startsWith(baseUrl) && !isStatus && ['error', 'warning'].includes(message.type()))
      complaints.push(`${url}: ${message.text()}`);
  });
  return complaints;
}

const unique = () => randomBytes(8).toString('hex');

/** Fills in Logto's sign-in form, by default as the demo account with everything. */
export async function enterPassword(
  page: Page,
  username = 'alice',
  password = `${username}-demo-1`,
) {
  await page.getByLabel('Username or email').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs in without a page, by default as the demo account with everything, and gives the browser the cookies. */
export async function signInByHttp(context: BrowserContext, app: App, ...who: [string?, string?]) {
  const client = new Client();
  const { url } = await client.signIn(app, ...who);
  expect(new URL(url).origin, 'the origin after the sign-in').toBe(app.baseUrl);
  await context.addCookies(client.cookiesFor(app));
}

/** Signs in through the app's own link and ends on its front page. */
export async function signIn(page: Page, username?: string) {
  await page.goto('/');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await enterPassword(page, username);
  await page.waitForURL('/');
}

/** Opens a guarded page, signs in, and ends there. */
export async function signInTo(page: Page, url: string) {
  await page.goto(url);
  await enterPassword(page);
  await page.waitForURL(url);
}

/** The claims that a card of the profile page shows, by name, as JSON. */
export async function shownClaims(page: Page, title: 'From your sign-in' | 'Up to date') {
  const card = page.getByRole('region', { name: title });
  const values = await card
    .locator('dl > div')
    .evaluateAll((rows) =>
      rows.map((row) => [
        row.querySelector('dt')?.firstChild?.textContent ?? '',
        row.querySelector('pre')?.textContent ?? '',
      ]),
    );
  return Object.fromEntries(
    values.map(([name = '', json = '']): [string, unknown] => [name, JSON.parse(json)]),
  );
}
