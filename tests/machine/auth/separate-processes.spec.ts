import { Client } from '../../support/client';
import { expect } from '../../support/fixtures';
import { watchGrants } from '../support/grants';
import { intercept } from '../support/intercept';
import { needRedis } from '../support/redis';
import { test, type Separated } from '../support/separate-processes';
import { actionPath, guardedPath, ordersApi, permits, tokensPath } from '../support/tests-pages';

/**
 * As on Vercel: the middleware, the pages and the routes (here in two parts) are separate processes. They share data only by
 * a cookie, Redis or Logto.
 */
test.describe('middleware, pages and routes, each in separate processes, with a Redis', () => {
  test.describe.configure({ mode: 'default' }); // one set of processes for all
  test.beforeAll(needRedis);

  const pagePath = guardedPath({});

  /** A browser in which a user whom no other test knows has signed in. */
  const someone = async ({ middleware, logto }: Separated) => {
    const [username, password] = [`user_${crypto.randomUUID().slice(0, 8)}`, 'password'];
    const account = logto.accounts.create({ username, password });
    const client = new Client();
    await client.signIn(middleware, username, password);
    return { account, client };
  };

  /** Returns whether an answer has this text: a whole page in a test's report is hard to read. */
  const shows = async (page: Response, text: string) => (await page.text()).includes(text);

  /** Returns the target of the redirect for a copy of these cookies; `null` if the page is shown. */
  const sentTo = async (client: Client, { middleware }: Separated) =>
    (await client.copy().send(middleware.baseUrl + pagePath)).headers.get('location');

  const signInPath = `/api/logto/sign-in?${new URLSearchParams({ return_to: pagePath }).toString()}`;

  test('a sign-in begins in one, is finished in another, and leads to a page of a third, with the nonce of a fourth', async ({
    separated,
  }) => {
    const { middleware, pages, doors, routes } = separated;
    const client = new Client();
    const form = await client.visit(`${middleware.baseUrl}/profile`);
    const body = new URLSearchParams({ identifier: 'alice', password: 'alice-demo-1' });
    const page = await client.visit(form.url, { method: 'POST', body });
    expect(page.url).toBe(`${middleware.baseUrl}/profile`);
    expect(/<script[^>]* nonce="[\w-]{36}"/.test(await page.text())).toBe(true);

    const events = (app: Separated['pages']) => app.output().match(/sign_in_(\w+)/g) ?? [];
    expect(new Set(events(doors))).toEqual(new Set(['sign_in_started']));
    expect(new Set(events(routes))).toEqual(new Set(['sign_in_succeeded']));
    expect([...events(middleware), ...events(pages)]).toEqual([]);
  });

  test('a page gets its token by the route of another; a server action that still has the old cookie shares that refresh', async ({
    separated,
  }) => {
    const { middleware, pages, doors, logto } = separated;
    const { refreshes, revoked } = watchGrants(logto);
    const { account, client } = await someone(separated);
    const late = client.copy();
    const orders = await client.visit(middleware.baseUrl + tokensPath(ordersApi));
    expect(orders.url).toBe(middleware.baseUrl + tokensPath(ordersApi));
    expect(await shows(orders, permits(ordersApi))).toBe(true);

    const form = await late.copy().visit(middleware.baseUrl + actionPath);
    const [, action = ''] = /name="(\$ACTION_ID_\w+)"/.exec(await form.text()) ?? [];
    const body = new FormData();
    body.set(action, '');
    const done = await late.visit(middleware.baseUrl + actionPath, {
      method: 'POST',
      headers: { origin: middleware.baseUrl },
      body,
    });
    expect(await shows(done, permits(ordersApi))).toBe(true);
    expect(refreshes.filter(({ sub }) => sub === account.id)).toHaveLength(1);
    expect(revoked).toEqual([]);
    expect([doors, pages].map((app) => app.output().includes('session_refreshed'))).toEqual([
      true,
      false,
    ]);
  });

  test('a sign-out in one is known to all at once', async ({ separated }) => {
    const { middleware } = separated;
    const { client } = await someone(separated);
    const copy = client.copy();
    expect(await sentTo(copy, separated)).toBe(null);
    const headers = { origin: middleware.baseUrl };
    await client.send(`${middleware.baseUrl}/api/logto/sign-out`, { method: 'POST', headers });
    expect(await sentTo(copy, separated)).toBe(signInPath);
    expect((await copy.send(`${middleware.baseUrl}/api/me`)).status).toBe(401);
  });

  test('a logout by the back channel, and a suspension that the webhook reports', async ({
    separated,
  }) => {
    const { middleware, logto } = separated;
    const { client } = await someone(separated);
    const other = client.withoutAppCookies();
    await other.visit(`${middleware.baseUrl}/api/logto/sign-in`); // a second session, in the same session at Logto
    expect(await sentTo(client, separated)).toBe(null);
    await other.signOut(middleware);
    await expect(async () => {
      expect(await sentTo(client, separated)).toBe(signInPath);
    }).toPass();

    const suspended = await someone(separated);
    expect(await sentTo(suspended.client, separated)).toBe(null);
    expect(await logto.management.setSuspended(suspended.account, true)).toBe(200);
    expect(await sentTo(suspended.client, separated)).toBe(signInPath);
  });

  test('where one could not renew the claims, all wait with the next try, and a page is shown', async ({
    separated,
  }) => {
    const { middleware, logto } = separated;
    const { account, client } = await someone(separated);
    expect(await logto.management.rename(account, 'New', 'administrator')).toBe(200);
    let [isAway, tries] = [true, 0];
    intercept(logto, ({ url }, { socket }) => {
      if (!isAway || url !== '/oidc/token') return false;
      tries++;
      socket?.destroy();
      return true;
    });
    expect(await sentTo(client, separated)).toContain('/api/logto/refresh?');
    const page = await client.visit(middleware.baseUrl + pagePath);
    expect(page.url).toBe(middleware.baseUrl + pagePath);
    expect(await shows(page, 'Guarded')).toBe(true);

    const triesUntilThen = tries;
    expect(triesUntilThen).toBeGreaterThan(0);
    expect(await sentTo(client, separated)).toBe(null);
    expect((await client.send(`${middleware.baseUrl}/api/me`)).status).toBe(200);
    expect(tries).toBe(triesUntilThen);
    isAway = false;
  });
});
