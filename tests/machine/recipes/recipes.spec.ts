import { createRequire } from 'node:module';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { formOf, send, textOf } from '../organizations/forms';
import { newcomer } from '../support/newcomer';
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
  servers: { app },
}) => {
  const form = await new Client().visit(`${app.baseUrl}/reports`);
  expect(await form.text()).toContain('name="password"');

  await page.context().addInitScript({ path: axe });
  await signedInAs({ username: 'rita' });
  await page.goto('/reports');
  await expect(page).toHaveTitle(/^Reports/);
  await expect(page.getByRole('banner')).toBeVisible();
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1, name: 'Reports' })).toBeVisible();
  await expect(main).toContainText('For rita alone.');
  const violations = await page.evaluate(async () => (await window.axe.run({})).violations);
  expect(violations).toEqual([]);
});

test('a public page, and one for visitors and users', async ({ servers }) => {
  const { baseUrl } = servers.app;
  const stranger = new Client();
  expect(await textOf(await stranger.visit(`${baseUrl}/about`))).toContain(
    'Everybody may read this.',
  );
  const offers = await textOf(await stranger.visit(`${baseUrl}/offers`));
  expect(offers).toContain('The price list.');
  expect(offers).toContain('See your own prices');

  servers.logto.accounts.create({ username: 'otto', password: 'otto-demo-1' });
  const otto = new Client();
  await otto.signIn(servers.app, 'otto');
  expect(await textOf(await otto.visit(`${baseUrl}/offers`))).toContain('Your prices, otto.');
});

test('routes: for users; with a role and a membership', async ({ servers }) => {
  const { baseUrl } = servers.app;
  const [reports, drafts] = [`${baseUrl}/api/reports`, `${baseUrl}/api/drafts`];
  const ofOrganization = `${baseUrl}/api/organizations/${acme}/reports`;
  for (const url of [reports, drafts, ofOrganization])
    expect((await new Client().send(url)).status).toBe(401);

  const fields = { roles: ['admin'], organizations: [{ id: acme, roles: [] }] };
  const { account, client } = await newcomer(servers, fields);
  expect(await (await client.send(reports)).json()).toEqual({ reportsOf: account.id });
  expect(await (await client.send(drafts)).json()).toEqual({ drafts: [] });
  expect(await (await client.send(ofOrganization)).json()).toEqual({ reportsOf: acme });

  for (const lacking of [{ roles: [] }, { organizations: [] }]) {
    const other = await newcomer(servers, { ...fields, ...lacking });
    const refusal = await other.client.send(ofOrganization);
    expect(refusal.status).toBe(403);
    expect(await refusal.json()).toEqual({ error: 'forbidden' });
  }
});

test('an action and a page for a role', async ({ servers }) => {
  const { baseUrl, output } = servers.app;
  const admin = await newcomer(servers, { roles: ['admin'] });
  const form = await formOf(await admin.client.visit(`${baseUrl}/publish`), 'Publish');
  const title = { title: 'Thirteen days' };
  expect((await send(admin.client, form, title)).url).toBe(`${baseUrl}/profile`);
  expect(output()).toContain(`${admin.account.id} publishes a report of 13 letters`);
  const drafts = await admin.client.visit(`${baseUrl}/drafts`);
  expect(await drafts.text()).toMatch(/<h1[^>]*>Drafts</);

  // The form was open when another user signed in.
  const other = await newcomer(servers);
  const refused = await send(other.client, form, title);
  expect([refused.status, new URL(refused.url).pathname]).toEqual([403, '/forbidden']);
  expect(output()).not.toContain(`${other.account.id} publishes`);
  for (const path of ['/publish', '/drafts']) {
    const answer = await other.client.visit(baseUrl + path);
    expect([answer.status, new URL(answer.url).pathname]).toEqual([403, '/forbidden']);
  }
});

test('a page for who has a permission in an organization', async ({ servers }) => {
  const { client } = await newcomer(servers, { organizations: [{ id: acme, roles: ['unknown'] }] });
  const answer = await client.visit(`${servers.app.baseUrl}/bills/${acme}`);
  expect([answer.status, new URL(answer.url).pathname]).toEqual([403, '/forbidden']);
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

test('a page, an action, a route and an API ask for a recent sign-in', async ({ servers }) => {
  const { baseUrl } = servers.app;
  const { client } = await newcomer(servers);
  const refusal = await client.send(`${baseUrl}/api/payout`);
  expect(refusal.status).toBe(401);
  expect(await refusal.json()).toEqual({
    error: 'step_up_required',
    sign_in: '/api/logto/sign-in?max_age=300',
  });

  const asked = await client.send(`${baseUrl}/payout`);
  expect(asked.headers.get('location')).toContain('max_age=300');
  // The user signed in just now, so Logto needn't ask them for anything.
  const page = await client.visit(`${baseUrl}/payout`);
  expect(page.url).toBe(`${baseUrl}/payout`);
  expect((await send(client, await formOf(page, 'Pay out'))).url).toBe(`${baseUrl}/profile`);
  expect(await (await client.send(`${baseUrl}/api/payout`)).json()).toEqual({ balance: 42 });
  expect((await fetch(`${baseUrl}/api/payouts/upstream`)).status).toBe(401);
});
