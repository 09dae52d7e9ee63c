import { startApp } from '../../support/app';
import { browseOverLifetimes, browsers, lifetimes } from '../support/browse';
import { Client } from '../../support/client';
import { expect } from '../../support/fixtures';
import { watchGrants } from '../support/grants';
import { intercept } from '../support/intercept';
import { memberships, newcomer } from '../support/newcomer';
import { test } from '../support/servers';
import {
  inventoryApi,
  ordersApi,
  guardedRoutePath,
  membersPath,
  organizationTokenPath,
  permits,
  tokensPath,
} from '../support/tests-pages';

const ordersPath = tokensPath(ordersApi);

const refreshUrl = (baseUrl: string, query: Record<string, string>) =>
  `${baseUrl}/api/logto/refresh?${new URLSearchParams({ return_to: '/x', ...query }).toString()}`;

/** Returns whether an answer has this text: a whole page in a test's report is hard to read. */
const shows = async (response: Response | undefined, text: string) =>
  ((await response?.text()) ?? '').includes(text);

// One worker runs the tests of this file, because most use these servers.
test.describe.configure({ mode: 'default' });

test('fifty parallel requests for two resources with one stale cookie: two refreshes, nobody signed out', async ({
  strict: { logto, app },
}) => {
  const { refreshes, revoked } = watchGrants(logto);
  const client = new Client();
  await client.signIn(app);

  const copies = Array.from({ length: 50 }, () => client.copy());
  const answers = await Promise.all(
    copies.map((copy, index) =>
      copy.send(refreshUrl(app.baseUrl, { resource: index % 2 ? ordersApi : inventoryApi })),
    ),
  );
  for (const answer of answers) {
    expect(answer.headers.get('location')).toBe(`${app.baseUrl}/x`);
  }
  expect(refreshes.map(({ audience }) => audience).sort()).toEqual([ordersApi, inventoryApi]);

  // A late request with the old cookie gets the same token, and each of the answers works in the browser.
  await client.send(refreshUrl(app.baseUrl, { resource: ordersApi }));
  for (const browser of [client, copies[0], copies[49]]) {
    const orders = await browser?.visit(app.baseUrl + ordersPath);
    expect(await shows(orders, permits(ordersApi))).toBe(true);
  }
  expect(refreshes).toHaveLength(2);
  expect(revoked).toEqual([]);
});

test('tabs of four browsers over several token lifetimes: one refresh for each lifetime', async ({
  strict: { logto, app, clock },
}) => {
  const { refreshes, revoked } = watchGrants(logto);
  await browseOverLifetimes(logto, [app], clock);

  expect(revoked).toEqual([]);
  expect(new Set(refreshes.map(({ spent }) => spent)).size).toBe(refreshes.length);
  const forOrders = refreshes.filter(({ audience }) => audience === ordersApi);
  expect(forOrders).toHaveLength(browsers * lifetimes);
});

test('a server component’s refresh survives: rotate, render, reload, over several lifetimes', async ({
  page,
  strict: { logto, app, clock },
}) => {
  const { refreshes, revoked } = watchGrants(logto);
  await page.goto(app.baseUrl + ordersPath);
  await page.getByLabel('Username or email').fill('alice');
  await page.getByLabel('Password').fill('alice-demo-1');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText(permits(ordersApi))).toBeVisible();
  for (let lifetime = 1; lifetime <= 2; lifetime++) {
    const before = refreshes.length;
    clock.passLifetime();
    await page.getByRole('link', { name: 'Claims' }).click();
    await expect(page.getByLabel('Userinfo')).toContainText('custom_data');
    await page.goto(app.baseUrl + ordersPath);
    await expect(page.getByText(permits(ordersApi))).toBeVisible();
    expect(refreshes.length).toBeGreaterThan(before);
  }
  expect(revoked).toEqual([]);
});

test('forty organizations and two resources asked for in turn: cookies below 8 KB, still signed in', async ({
  servers,
}) => {
  const { app } = servers;
  const organizations = Array.from({ length: 40 }, (_, index) => ({
    id: `organization${index}`,
    roles: ['member'],
  }));
  const { client } = await newcomer(servers, { roles: ['admin'], organizations });
  const visit = async (path: string, text: string) => {
    const response = await client.visit(`${app.baseUrl}${path}`);
    expect(await shows(response, text), `${path} at ${response.url}`).toBe(true);
    expect(client.cookieBytes).toBeLessThan(8 * 1024);
  };
  for (const [index, { id }] of organizations.entries()) {
    await client.send(refreshUrl(app.baseUrl, { organization_id: id }));
    expect(client.cookieBytes).toBeLessThan(8 * 1024);
    if (index % 8 > 0) continue;
    await visit(organizationTokenPath(id), permits(`urn:logto:organization:${id}`));
    // A sign-in in another tab needs space, too.
    await client.send(`${app.baseUrl}/api/logto/sign-in?return_to=/${'x'.repeat(500)}`);
    expect(client.cookieBytes).toBeLessThan(8 * 1024);
  }
  await visit(ordersPath, permits(ordersApi));
  expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
});

test('organizations grow from 5 to 1,000 while their member is signed in: the session continues, and knows them all', async ({
  strict,
}) => {
  const { app, clock } = strict;
  const fields = { roles: ['admin'], organizations: memberships(5) };
  const { account, client } = await newcomer(strict, fields);
  for (const count of [150, 600, 1000, 60]) {
    account.organizations = memberships(count);
    clock.passLifetime();
    const answer = await client.send(`${app.baseUrl}/api/me`);
    expect(answer.status).toBe(200);
    expect(client.cookieBytes).toBeLessThan(8 * 1024);
    const { user } = (await answer.json()) as { user: { organizations?: string[] } };
    expect(user.organizations).toHaveLength(count);
    const orders = await client.visit(app.baseUrl + ordersPath);
    expect([orders.url, orders.status]).toEqual([app.baseUrl + ordersPath, 200]);
    const members = await client.visit(
      app.baseUrl + membersPath(account.organizations[0]?.id ?? ''),
    );
    expect(members.status).toBe(200);
  }
});

test.describe('in a route handler', () => {
  test('a stale token is refreshed in place, and the cookie is written', async ({
    strict: { logto, app, clock },
  }) => {
    const { refreshes, revoked } = watchGrants(logto);
    const client = new Client();
    await client.signIn(app);
    for (const refreshed of [1, 2]) {
      clock.passLifetime();
      const [stale, fresh] = [
        await client.send(`${app.baseUrl}/api/userinfo`),
        await client.send(`${app.baseUrl}/api/userinfo`),
      ];
      expect([stale.status, fresh.status]).toEqual([200, 200]);
      expect(stale.headers.getSetCookie().join()).toMatch(/logto-session-\d+=[^;]+;/);
      expect(fresh.headers.getSetCookie()).toEqual([]);
      expect(refreshes).toHaveLength(refreshed);
    }
    expect(revoked).toEqual([]);
  });

  test('the cookie is written also where the handler ends in a redirect of Next', async ({
    strict: { app, logto },
  }) => {
    const { refreshes } = watchGrants(logto);
    const client = new Client();
    await client.signIn(app);
    const organization = { id: 'k3v9x0q7m2ab', permission: 'invite:member' };
    const path = `${app.baseUrl}${guardedRoutePath({ organization })}&then=/profile`;
    const answer = await client.send(path);
    expect(answer.status).toBe(307);
    expect(answer.headers.get('location')).toContain('/profile');
    expect(answer.headers.getSetCookie().join()).toMatch(/logto-session-\d+=[^;]+;.* HttpOnly/i);
    expect((await client.send(path)).headers.getSetCookie()).toEqual([]);
    expect(refreshes).toHaveLength(1);
  });

  test('the cookie is written beside one that the handler sets by Next', async ({
    strict: { app },
  }) => {
    const client = new Client();
    await client.signIn(app);
    const organization = { id: 'k3v9x0q7m2ab', permission: 'invite:member' };
    const answer = await client.send(`${app.baseUrl}${guardedRoutePath({ organization })}&own=1`);
    expect(answer.status).toBe(200);
    const set = answer.headers.getSetCookie().join('\n');
    expect(set).toMatch(/^own=cookie/m);
    expect(set).toMatch(/^logto-session-\d+=[^;]+;.* HttpOnly/im);
    expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
  });

  test('a revoked session is over: 401, the cookie goes, and a page leads to sign in with the way back', async ({
    strict,
  }) => {
    const { app, clock } = strict;
    const { account, client } = await newcomer(strict);
    const page = client.copy();
    account.suspended = true;
    expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
    clock.passLifetime();
    const answer = await client.send(`${app.baseUrl}/api/me`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({ error: 'session_ended' });
    expect(client.cookieBytes).toBe(0);

    const refresh = await page.send(refreshUrl(app.baseUrl, { return_to: '/profile?a=b' }));
    expect(refresh.headers.get('location')).toBe(
      `${app.baseUrl}/api/logto/sign-in?return_to=%2Fprofile%3Fa%3Db`,
    );
    expect((await page.send(`${app.baseUrl}/api/me`)).status).toBe(401);
  });

  test('while Logto is away: the claims at hand, and the session stays', async ({
    strict: { logto, app, clock },
  }) => {
    const client = new Client();
    await client.signIn(app);
    await client.visit(app.baseUrl + ordersPath);
    const comesBack = intercept(logto, ({ socket }) => {
      socket.destroy();
      return true;
    });
    clock.passLifetime();
    for (let count = 0; count < 5; count++) {
      expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
    }
    const orders = await client.visit(app.baseUrl + ordersPath);
    expect(await shows(orders, permits(ordersApi))).toBe(true);
    const profile = await client.visit(`${app.baseUrl}/profile`);
    expect(profile.url).toContain('/auth-error?code=provider_unreachable&return_to=%2Fprofile');
    expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
    comesBack();
  });
});

test.describe('the refresh route', () => {
  test('signed out: leads to sign in', async ({ servers }) => {
    const { baseUrl } = servers.app;
    const answer = await new Client().send(refreshUrl(baseUrl, { resource: ordersApi }));
    expect(answer.headers.get('location')).toBe(`${baseUrl}/api/logto/sign-in?return_to=%2Fx`);
  });

  test('a prefetch refreshes nothing', async ({ servers }) => {
    const client = new Client();
    await client.signIn(servers.app);
    const headers = { 'sec-purpose': 'prefetch' };
    const answer = await client.send(refreshUrl(servers.app.baseUrl, {}), { headers });
    expect(answer.status).toBe(204);
  });

  for (const [query, code] of [
    [{ resource: 'https://other.example.com' }, 'invalid_target'],
    [{ organization_id: '../x' }, 'invalid_request'],
    [{ organization_id: '../x', resource: ordersApi }, 'invalid_request'],
  ] as const) {
    test(`refuses ${JSON.stringify(query)} without asking Logto`, async ({ servers }) => {
      const client = new Client();
      await client.signIn(servers.app);
      const asked: (string | undefined)[] = [];
      const note = ({ url }: { url?: string | undefined }) => asked.push(url);
      servers.logto.server.on('request', note);
      const answer = await client.send(refreshUrl(servers.app.baseUrl, query));
      servers.logto.server.off('request', note);
      expect(answer.headers.get('location')).toContain(`/auth-error?code=${code}&`);
      expect(asked).toEqual([]);
    });
  }
});

test('two instances that share nothing, at Logto’s real grace, over several lifetimes: both refresh, nobody is signed out', async ({
  strict: { logto, app, clock },
}) => {
  logto.settings.refreshTokenGrace = 3;
  const { refreshes, revoked } = watchGrants(logto);
  const other = await startApp(logto.endpoint, { ...app.variables, BASE_URL: app.baseUrl });
  const client = new Client();
  await client.signIn(app);
  const copies = Array.from({ length: 20 }, () => client.copy());
  await Promise.all(
    copies.map((copy, index) =>
      copy.send(refreshUrl(index % 2 ? app.baseUrl : other.localUrl, { resource: ordersApi })),
    ),
  );
  expect(refreshes).toHaveLength(2);
  for (const copy of [copies[0], copies[1]]) {
    const orders = await copy?.visit(app.baseUrl + ordersPath);
    expect(await shows(orders, permits(ordersApi))).toBe(true);
  }
  await browseOverLifetimes(logto, [app, other], clock);
  expect(revoked).toEqual([]);
  logto.settings.refreshTokenGrace = 0;
  await other.stop();
});
