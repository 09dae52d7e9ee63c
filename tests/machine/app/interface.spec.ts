import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { appFiles } from '../../support/app-files';
import { Client } from '../../support/client';
import { expect, shownClaims, signInByHttp, test } from '../../support/fixtures';
import { rawRequest } from '../support/raw-request';

/** The pages that come with the template. */

/** Holds back every request that this matches, until it is let go. */
async function hold(page: Page, matches: (method: string, url: URL) => boolean) {
  let letGo = () => {};
  const free = new Promise<void>((resolve) => (letGo = resolve));
  await page.route('**', async (route, request) => {
    if (matches(request.method(), new URL(request.url()))) await free;
    await route.continue();
  });
  return letGo;
}

test('what takes its time says so: a click in the navigation, and a server action', async ({
  page,
  context,
  servers: { app },
}) => {
  await signInByHttp(context, app);
  await page.goto('/profile');
  const button = page.getByRole('button', { name: 'Refresh my data' });
  const sent = await hold(page, (method) => method === 'POST');
  await button.click();
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await expect(button.getByRole('status')).toHaveText('Under way');
  sent();
  await expect(button).toHaveAttribute('aria-disabled', 'false');

  await page.goto('/');
  const link = page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Profile' });
  const answered = await hold(page, (_method, url) => url.pathname === '/profile');
  await link.click();
  await expect(link.getByRole('status')).toHaveText('Loading');
  answered();
  await page.waitForURL('/profile');
});

test('the profile shows both sources of claims, each in a group of its scope, copies and renews them', async ({
  page,
  context,
  baseURL,
  signedInAs,
}) => {
  const account = await signedInAs({
    name: 'Alice Example',
    email: `${randomUUID()}@example.com`,
    customData: { plan: 'pro', seats: 5 },
  });
  await page.goto('/profile');
  const idToken = await shownClaims(page, 'From your sign-in');
  expect(idToken).toMatchObject({ name: 'Alice Example', email: account.email });
  expect(idToken).not.toHaveProperty('custom_data');
  const userInfo = await shownClaims(page, 'Up to date');
  expect(userInfo).toMatchObject({ sub: idToken['sub'], custom_data: { plan: 'pro', seats: 5 } });

  const current = page.getByRole('region', { name: 'Up to date' });
  const customData = current.locator('section').filter({ hasText: 'What this app’s team stored' });
  await expect(customData.getByRole('heading')).toHaveText('Further data of this app');
  await expect(page.getByRole('heading', { name: 'Further data', exact: true })).toHaveCount(0);

  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: baseURL ?? '' });
  await current.getByRole('button', { name: 'Copy as JSON' }).click();
  await expect(current.getByText('Copied')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(JSON.parse(copied)).toEqual(userInfo);
  expect(Object.keys(userInfo).length).toBeGreaterThan(10);

  account.name = 'Alice Renamed';
  await page.getByRole('button', { name: 'Refresh my data' }).click();
  const card = page.getByRole('region', { name: 'From your sign-in' });
  await expect(card.getByText('"Alice Renamed"')).toBeVisible();
});

test('the menu of the account opens and closes by keyboard, and when one of its links was followed', async ({
  page,
  context,
  servers: { app },
}) => {
  await signInByHttp(context, app);
  await page.goto('/');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  const menu = page.getByRole('button', { name: 'Account: Alice Example' });
  await menu.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('alice@example.com').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('#account-menu')).toBeHidden();
  await expect(menu).toBeFocused();

  await menu.click();
  await page.getByRole('link', { name: 'Your profile', exact: true }).click();
  await page.waitForURL('/profile');
  await expect(page.getByRole('dialog', { name: 'Your account' })).toBeHidden();
});

test('the account page links to Logto’s own pages, and to none of them if they are off', async ({
  servers,
  start,
}) => {
  for (const accountCenter of [true, false]) {
    const { app, logto } = accountCenter ? servers : await start({ accountCenter });
    const client = new Client();
    await client.signIn(app);
    const page = await client.visit(`${app.baseUrl}/account`);
    const { pathname, origin } = new URL(page.url);
    expect(origin + pathname).toBe(`${app.baseUrl}/account`);
    const html = await page.text();
    expect(html).toContain('Signed in');
    const links = html.match(/(?<=<a href=")http[^"]+/g) ?? [];
    expect(links.filter((link) => link.startsWith(logto.endpoint)).length > 0).toBe(accountCenter);
    expect(html.includes('Change your account')).toBe(accountCenter);

    const failed = await client.visit(`${app.baseUrl}/auth-error?code=step_up_unmet`);
    expect((await failed.text()).includes('Your account’s security')).toBe(accountCenter);
  }
});

test('the header and the profile show the user’s picture, or initials', async ({
  page,
  signedInAs,
}) => {
  const pictures = page.getByRole('main').or(page.getByRole('banner')).locator('img');
  const areShown = () =>
    pictures.evaluateAll((all) =>
      all.map((each) => each instanceof HTMLImageElement && each.complete && each.naturalWidth > 0),
    );
  const red = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="red"/></svg>')}`;
  const visit = async (picture: string) => {
    await page.context().clearCookies();
    await signedInAs({ name: 'Rita Red', picture });
    await page.goto('/profile');
    await page.getByRole('button', { name: 'Account: Rita Red' }).click();
  };

  await visit(red);
  await expect.poll(areShown).toEqual([true, true, true]);

  // It doesn't load: the initials show.
  await visit('data:image/png,broken');
  await expect.poll(areShown).toEqual([false, false, false]);
  for (const letters of await page.getByText('RR', { exact: true }).all())
    await expect(letters).toBeVisible();

  // The policy doesn't allow it: the browser isn't asked to load it.
  await visit('https://pictures.example.com/rita.png');
  await expect(page.getByText('RR', { exact: true })).toHaveCount(3);
  await expect(pictures).toHaveCount(0);
});

test('a visitor chooses a theme; the page stays, and the next one has it at once', async ({
  page,
  servers: { app },
}) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/');
  const scheme = () => page.evaluate(() => getComputedStyle(document.body).colorScheme);
  const documents: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) documents.push(request.url());
  });
  await page.getByRole('button', { name: 'Light' }).click();
  await expect(page.getByRole('button', { name: 'Light', pressed: true })).toBeVisible();
  await expect.poll(scheme).toBe('light');
  expect(documents).toEqual([]);

  const cookies = await page.context().cookies();
  const [cookie] = cookies.filter(({ name }) => name === 'theme');
  expect(cookie).toMatchObject({ value: 'light', sameSite: 'Lax', path: '/' });
  const visitor = new Client();
  visitor.cookies.set('theme', 'light');
  for (const path of ['/', '/auth-error', '/forbidden', '/sign-out', '/nowhere'])
    expect(await (await visitor.visit(app.baseUrl + path)).text()).toContain('data-theme="light"');
  visitor.cookies.set('theme', '"><script>');
  expect(await (await visitor.visit(app.baseUrl)).text()).not.toMatch(/<html[^>]* data-theme/);

  await page.getByRole('button', { name: 'As your system' }).click();
  await expect.poll(scheme).toBe('light dark');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a theme can be chosen, and what needs JavaScript is not there', async ({
    page,
    context,
    servers: { app },
  }) => {
    await signInByHttp(context, app);
    await page.goto('/profile');
    await expect(page.getByText('Copy as JSON').first()).toBeHidden();
    await page.getByRole('button', { name: 'Dark' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.goto('/auth-error');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  });
});

test('auth brings the browser no script: signed in or not it gets the same, and of lib/ no more than paths', async ({
  servers: { app },
}) => {
  const scriptsFor = async (client: Client) => {
    const html = await (await client.visit(`${app.baseUrl}/auth-error`)).text();
    return [...new Set(html.match(/\/_next\/static\/[^"'\\]+\.js/g))].sort();
  };
  const [stranger, alice] = [new Client(), new Client()];
  await alice.signIn(app);
  const scripts = await scriptsFor(stranger);
  expect(scripts.length).toBeGreaterThan(0);
  expect(await scriptsFor(alice)).toEqual(scripts);

  const sent = appFiles(/\.tsx?$/).filter(({ source }) => /^'use client'/.test(source));
  expect(sent.length).toBeGreaterThan(0);
  // Imports of types are not part of the scripts.
  const imports = /^import (?!type\b)[^;]*? from '(@\/|(\.\.\/)+)lib\/(?!paths').*/gm;
  for (const { file, source } of sent) expect(source.match(imports) ?? [], file).toEqual([]);
});

test('links to the app are shown with its picture, at its own address whatever `Host` says', async ({
  servers: { app },
}) => {
  const page = await rawRequest(app.localUrl, '/', { headers: { host: 'evil.test' } });
  expect(page.body).not.toContain('evil.test');
  const url = new URL(/property="og:image" content="([^"]+)"/.exec(page.body)?.[1] ?? '');
  expect(url.origin).toBe(app.baseUrl);
  const picture = await fetch(url);
  expect(picture.headers.get('content-type')).toBe('image/png');
  const bytes = Buffer.from(await picture.arrayBuffer());
  expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630]);
  expect(bytes.length).toBeLessThan(100_000);
});
