import { randomBytes } from 'node:crypto';
import type { LocalLogto } from '@/dev/logto/server';
import { startApp, type App } from '../../support/app';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { watchGrants } from '../support/grants';
import { ProxiedClient } from '../support/https';
import { holdUntil, intercept } from '../support/intercept';
import { newcomer } from '../support/newcomer';
import { test as pairTest } from '../support/servers';
import { needRedis } from '../support/redis';
import { inventoryApi, ordersApi } from '../support/tests-pages';

const refreshPath = (resource: string) =>
  `/api/logto/refresh?${new URLSearchParams({ return_to: '/x', resource }).toString()}`;

/** Returns a browser with the same cookies of the app, but without cookies of Logto, so another user can sign in. */
const atAnotherLogtoSession = (client: Client) =>
  new Client([...client.cookies].filter(([name]) => name.startsWith('logto-')));

const setsSession = (answer: Response) =>
  answer.headers.getSetCookie().some((cookie) => cookie.startsWith('logto-session'));

/** A promise, and the function that fulfils it. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

/** Sends a refresh with this browser's cookies, and holds it at Logto until it is released. */
async function holdRefresh(logto: LocalLogto, app: App, client: Client) {
  const [asked, release] = [gate(), gate()];
  let requests = 0;
  const stop = holdUntil(logto, '/oidc/token', async () => {
    asked.open();
    if ((requests += 1) === 1) await release.opened;
  });
  const answer = client.copy().send(app.baseUrl + refreshPath(ordersApi));
  await asked.opened;
  return { answer, release: release.open, countRequests: () => requests, stop };
}

const userAt = async (app: App, client: Client) => {
  const answer = await client.send(`${app.localUrl}/api/me`);
  return ((await answer.json()) as { user?: { username: string } }).user?.username;
};

test('an answer to a request from before a new sign-in neither sets nor clears a cookie', async ({
  servers: { logto, app },
}) => {
  const before = new Client();
  await before.signIn(app, 'alice');
  const held = await holdRefresh(logto, app, before);
  const browser = atAnotherLogtoSession(before);
  await browser.signIn(app, 'bob');
  held.release();

  const answer = await held.answer;
  expect(answer.headers.get('location')).toBe(`${app.baseUrl}/x`);
  expect(setsSession(answer)).toBe(false);
  expect(await userAt(app, browser)).toBe('bob');
  expect((await before.send(`${app.baseUrl}/api/me`)).status).toBe(401);
  // The user may be the same, and then so is Logto's grant: the old refresh token is not revoked.
  expect(held.countRequests()).toBe(2);
  held.stop();
});

test('six requests to a Logto that hangs share one failure', async ({
  servers: { logto, app },
}) => {
  const client = new Client();
  await client.signIn(app);
  let requests = 0;
  const stop = intercept(logto, ({ url }) => {
    if (url === '/oidc/token') requests += 1;
    return url === '/oidc/token';
  });
  const copies = Array.from({ length: 6 }, () => client.copy());
  const answers = await Promise.all(
    copies.map((copy) => copy.send(app.baseUrl + refreshPath(ordersApi))),
  );
  for (const answer of answers)
    expect(answer.headers.get('location')).toContain('code=provider_unreachable');
  expect(requests).toBe(1);
  stop();
  expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
});

test('a session that Logto has ended is over for every copy of its cookie, without Logto being asked again', async ({
  servers,
}) => {
  const { logto, app } = servers;
  const { account, client } = await newcomer(servers);
  const copy = client.copy();
  account.suspended = true;
  const answer = await client.send(app.baseUrl + refreshPath(ordersApi));
  expect(answer.headers.get('location')).toContain('/api/logto/sign-in');
  expect(client.cookieBytes).toBe(0);
  let requests = 0;
  logto.server.on('request', () => (requests += 1));
  expect((await copy.send(`${app.baseUrl}/api/me`)).status).toBe(401);
  expect(requests).toBe(0);
});

test('a page that asks for a dozen tokens, one after the other, gets them all: the first time, and again in one visit when its claims were renewed', async ({
  servers,
}) => {
  const { app } = servers;
  const organizations = Array.from({ length: 12 }, (_, index) => ({
    id: `organization${index}`,
    roles: ['member'],
  }));
  const name = randomBytes(1_500).toString('base64url');
  const { client } = await newcomer(servers, { name, organizations });
  const query = new URLSearchParams(
    organizations.map(({ id }) => ['organization_id', id]),
  ).toString();
  const url = `${app.baseUrl}/tests/tokens?${query}`;
  const first = await client.visit(url, {}, 40);
  expect(first.url).toBe(url);
  expect(client.cookieBytes).toBeLessThan(8 * 1024);

  // New claims drop the access tokens, whose rights are old.
  await client.visit(`${app.baseUrl}/api/logto/refresh?return_to=/api/me`);
  const again = await client.visit(url, {}, 2);
  expect(again.url).toBe(url);
});

test('a page whose tokens neither fit into the cookies nor are kept by its instance says so, and doesn’t go in circles', async ({
  servers,
}) => {
  const { logto, app } = servers;
  const other = await startApp(logto.endpoint, { ...app.variables, BASE_URL: app.baseUrl });
  const name = randomBytes(2_900).toString('base64url');
  const { client } = await newcomer(servers, { name });
  const path = `/tests/tokens?${new URLSearchParams({ resource: ordersApi }).toString()}`;
  expect((await client.visit(app.baseUrl + path)).url).toBe(app.baseUrl + path);
  const page = await client.visit(other.localUrl + path);
  expect(page.url).toContain('/auth-error?code=session_too_large');
  expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
  await other.stop();
});

pairTest.describe('instances that share a Redis', () => {
  pairTest.describe.configure({ mode: 'default' }); // one worker, with one pair
  pairTest.beforeAll(needRedis);

  pairTest(
    'a cookie that a browser makes up pauses no renewal, and a pause that Logto causes ends by itself',
    async ({ pair: { logto, app, clock } }) => {
      const { refreshes } = watchGrants(logto);
      const client = new Client();
      await client.signIn(app);
      for (let lifetime = 1; lifetime <= 2; lifetime++) {
        clock.passLifetime();
        client.cookies.set('logto-pause', 'provider_unreachable'); // a name that earlier versions used
        expect((await client.visit(`${app.baseUrl}/profile`)).status).toBe(200);
        expect(refreshes).toHaveLength(lifetime);
      }
    },
  );

  pairTest(
    'a sign-in at one ends what is under way for the old session at the other',
    async ({ pair: { logto, app, other } }) => {
      const before = new Client();
      await before.signIn(app, 'alice');
      const held = await holdRefresh(logto, app, before);
      const browser = new ProxiedClient(other);
      for (const [name, value] of atAnotherLogtoSession(before).cookies)
        browser.cookies.set(name, value);
      await browser.signIn(other, 'bob');
      held.release();
      expect(setsSession(await held.answer)).toBe(false);
      expect((await before.send(`${app.baseUrl}/api/me`)).status).toBe(401);
      held.stop();
    },
  );

  pairTest(
    'the same callback at both: one exchange, and one session',
    async ({ pair: { logto, app, other } }) => {
      const { revoked } = watchGrants(logto);
      let exchanges = 0;
      logto.provider.on('grant.success', () => (exchanges += 1));
      const client = new Client();
      const form = await client.visit(`${app.baseUrl}/api/logto/sign-in`);
      const body = new URLSearchParams({ identifier: 'alice', password: 'alice-demo-1' });
      let answer = await client.send(form.url, { method: 'POST', body });
      while (!answer.headers.get('location')?.startsWith(app.baseUrl))
        answer = await client.send(new URL(answer.headers.get('location') ?? '', answer.url));
      const callback = answer.headers.get('location') ?? '';
      const elsewhere = callback.replace(app.baseUrl, other.localUrl);
      const copies = [client.copy(), client.copy()] as const;
      await Promise.all([copies[0].send(callback), copies[1].send(elsewhere)]);
      for (const copy of copies) expect(await userAt(app, copy)).toBe('alice');
      expect([exchanges, revoked]).toEqual([1, []]);
    },
  );

  pairTest(
    'one that is killed while Logto rotates: the other goes on within Logto’s grace',
    async ({ pair: { logto, app: first, other } }) => {
      logto.settings.refreshTokenGrace = 3;
      const app = await startApp(logto.endpoint, { ...first.variables, BASE_URL: first.baseUrl });
      const { revoked } = watchGrants(logto);
      const client = new Client();
      await client.signIn(app);
      const killed = new Promise<void>((resolve) => {
        logto.provider.once('grant.success', () => {
          resolve(app.stop());
        });
      });
      const lost = client.copy().send(app.localUrl + refreshPath(ordersApi));
      await expect(lost).rejects.toThrow();
      await killed;
      for (const resource of [ordersApi, inventoryApi]) {
        const answer = await client.send(other.localUrl + refreshPath(resource));
        expect(answer.headers.get('location')).toBe(`${app.baseUrl}/x`);
      }
      expect(revoked).toEqual([]);
      logto.settings.refreshTokenGrace = 0;
    },
  );

  pairTest(
    'a fleet of which half is a step ahead with a new secret loses no session and spends no token twice',
    async ({ pair: { logto, app, other } }) => {
      const { refreshes, revoked } = watchGrants(logto);
      const [, old = '', fresh = ''] =
        /^1:(.*),2:(.*)$/.exec(app.variables['SESSION_SECRET'] ?? '') ?? [];
      const [oldest, newest] = await Promise.all(
        [old, `2:${fresh}`].map((SESSION_SECRET) =>
          startApp(logto.endpoint, { ...app.variables, SESSION_SECRET, BASE_URL: app.baseUrl }),
        ),
      );
      if (!oldest || !newest) throw new Error('Two apps have started');
      for (const [behind, ahead] of [
        [oldest, app],
        [app, other],
        [other, newest],
      ] as const) {
        // The last step waits until no cookie is sealed with the old secret.
        const client = new ProxiedClient(behind);
        await client.signIn(behind);
        const before = refreshes.length;
        const copies = Array.from({ length: 6 }, () => client.copy());
        const answers = await Promise.all(
          copies.map((copy, index) =>
            copy.send(`${(index % 2 ? ahead : behind).localUrl}/api/userinfo`),
          ),
        );
        expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
        await Promise.all(
          copies.map((copy, index) =>
            copy.send(
              (index % 2 ? ahead : behind).localUrl +
                refreshPath(index < 3 ? ordersApi : inventoryApi),
            ),
          ),
        );
        expect(refreshes.length - before).toBeLessThanOrEqual(2);
        for (const copy of copies) expect(await userAt(ahead, copy)).toBe('alice');
      }
      expect(revoked).toEqual([]);
      await oldest.stop();
      await newest.stop();
    },
  );
});
