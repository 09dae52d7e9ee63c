import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { recipesAreNew } from '../support/recipes';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const acme = 'k3v9x0q7m2ab';

test.skip(
  !recipesAreNew(),
  'app/ has files of the recipes: they are yours now, with your own tests',
);

test('a protected page: for users, with a title, landmarks, and nothing that axe finds', async ({
  page,
  signedInAs,
}) => {
  await page.goto('/reports');
  await expect(page.getByLabel('Password')).toBeVisible();

  await page.context().addInitScript({ path: axe });
  await signedInAs({ username: 'rita' });
  await page.goto('/reports');
  await expect(page).toHaveTitle(/^Reports/);
  await expect(page.getByRole('banner')).toBeVisible();
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1, name: 'Reports' })).toBeVisible();
  await expect(main).toContainText('For rita alone.');
  const { violations } = await page.evaluate(() => window.axe.run());
  expect(violations).toEqual([]);
});

test('a public page, and one for visitors and users', async ({ page, signedInAs }) => {
  await page.goto('/about');
  await expect(page.getByRole('main')).toContainText('Everybody may read this.');
  await page.goto('/offers');
  await expect(page.getByRole('main')).toContainText('The price list.');
  await expect(page.getByRole('link', { name: 'See your own prices' })).toBeVisible();

  await signedInAs({ username: 'otto' });
  await page.goto('/offers');
  await expect(page.getByRole('main')).toContainText('Your prices, otto.');
});

test('routes: for users; with a role and a membership', async ({ page, signedInAs }) => {
  const { request } = page.context();
  const ofOrganization = `/api/organizations/${acme}/reports`;
  expect((await request.get('/api/reports')).status()).toBe(401);
  expect((await request.get('/api/drafts')).status()).toBe(401);
  expect((await request.get(ofOrganization)).status()).toBe(401);

  const admin = { roles: ['admin'], organizations: [{ id: acme, roles: [] }] };
  const { id } = await signedInAs(admin);
  expect(await (await request.get('/api/reports')).json()).toEqual({ reportsOf: id });
  expect(await (await request.get('/api/drafts')).json()).toEqual({ drafts: [] });
  expect(await (await request.get(ofOrganization)).json()).toEqual({ reportsOf: acme });

  for (const lacking of [{ roles: [] }, { organizations: [] }]) {
    await page.context().clearCookies();
    await signedInAs({ ...admin, ...lacking });
    const refusal = await request.get(ofOrganization);
    expect(refusal.status()).toBe(403);
    expect(await refusal.json()).toEqual({ error: 'forbidden' });
  }
});

test('an action and a page for a role', async ({ page, signedInAs, servers }) => {
  const fillIn = async (page: Page) => {
    await page.goto('/publish');
    await page.getByLabel('Title').fill('Thirteen days');
    return page.getByRole('button', { name: 'Publish' });
  };
  const { id } = await signedInAs({ roles: ['admin'] });
  await (await fillIn(page)).click();
  await page.waitForURL('/profile');
  const line = `${id} publishes a report of 13 letters`;
  expect(servers.app.output()).toContain(line);
  await page.goto('/drafts');
  await expect(page.getByRole('heading', { name: 'Drafts' })).toBeVisible();

  // The form is still open when another user signs in. It is in a page that may write to the console, because of status 403.
  const tab = await page.context().newPage();
  const button = await fillIn(tab);
  await page.context().clearCookies();
  const other = await signedInAs();
  await button.click();
  await tab.waitForURL(/\/forbidden/);
  expect(servers.app.output()).not.toContain(`${other.id} publishes`);
  for (const path of ['/publish', '/drafts']) {
    const answer = await page.context().request.get(path);
    expect([answer.status(), new URL(answer.url()).pathname]).toEqual([403, '/forbidden']);
  }
});

test('a page for who has a permission in an organization', async ({ page, signedInAs }) => {
  await signedInAs({ organizations: [{ id: acme, roles: ['unknown'] }] });
  const answer = await page.context().request.get(`/bills/${acme}`);
  expect([answer.status(), new URL(answer.url()).pathname]).toEqual([403, '/forbidden']);
});

test('a client component calls a route; where the session is gone it leads to sign in, and back', async ({
  page,
  signedInAs,
}) => {
  await signedInAs({ username: 'lena' });
  // A page that may write to the console, because of status 401.
  const tab = await page.context().newPage();
  await tab.goto('/latest');
  await expect(tab.getByRole('main').getByRole('status')).toHaveText('Nothing loaded yet, lena.');
  await tab.getByRole('button', { name: 'Load' }).click();
  await expect(tab.getByRole('main').getByRole('status')).toHaveText('Loaded.');

  const cookies = await page.context().cookies(tab.url());
  for (const { name } of cookies.filter(({ name }) => name.startsWith('logto-session')))
    await page.context().clearCookies({ name });
  const left = tab.waitForResponse(/\/api\/logto\/callback/);
  await tab.getByRole('button', { name: 'Load' }).click();
  await left;
  await tab.waitForURL('/latest');
  await expect(tab.getByRole('main').getByRole('status')).toHaveText('Nothing loaded yet, lena.');
});

test('an API is called with the user’s token, which the browser never sees', async ({ start }) => {
  const upstream = new URL('../support/api-example.mjs', import.meta.url);
  const { app } = await start(
    {},
    {
      LOGTO_RESOURCES: 'https://api.example.com',
      LOGTO_SCOPES: 'read:invoices address',
      NODE_OPTIONS: `--import=${upstream.href}`,
    },
  );
  expect((await fetch(`${app.baseUrl}/api/invoices/upstream`)).status).toBe(401);
  const alice = new Client();
  await alice.signIn(app);
  const answer = await alice.send(`${app.baseUrl}/api/invoices`);
  expect(await answer.json()).toEqual({ invoicesOf: 'a1l2i3c4e5x6' });
  const page = await alice.visit(`${app.baseUrl}/address`);
  expect(await page.text()).toContain('No address yet');

  const bob = new Client();
  await bob.signIn(app, 'bob');
  expect((await bob.send(`${app.baseUrl}/api/invoices`)).status).toBe(502);
});

test('a page, an action, a route and an API ask for a recent sign-in', async ({
  page,
  signedInAs,
  servers,
}) => {
  const { request } = page.context();
  await signedInAs();
  const refusal = await request.get('/api/payout');
  expect(refusal.status()).toBe(401);
  expect(await refusal.json()).toEqual({
    error: 'step_up_required',
    sign_in: '/api/logto/sign-in?max_age=300',
  });

  // The user signed in just now, so Logto needn't ask them for anything.
  const asked = page.waitForRequest((sent) => sent.url().includes('max_age=300'));
  await page.goto('/payout');
  await asked;
  await expect(page).toHaveURL('/payout');
  await page.getByRole('button', { name: 'Pay out' }).click();
  await page.waitForURL('/profile');
  expect(await (await request.get('/api/payout')).json()).toEqual({ balance: 42 });
  expect((await fetch(`${servers.app.baseUrl}/api/payouts/upstream`)).status).toBe(401);
});
