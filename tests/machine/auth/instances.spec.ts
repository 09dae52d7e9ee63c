import { wordsFor } from '@/app/auth-error/words';
import { browseOverLifetimes, browsers, lifetimes } from '../support/browse';
import { Client } from '../../support/client';
import { errorPage } from '../support/error-page';
import { expect } from '../../support/fixtures';
import { watchGrants } from '../support/grants';
import { holdUntil } from '../support/intercept';
import { newcomer } from '../support/newcomer';
import { restartRedis, test } from '../support/servers';
import { needRedis } from '../support/redis';
import { inventoryApi, ordersApi, permits, tokensPath } from '../support/tests-pages';

const resources = [ordersApi, inventoryApi];
const ordersPath = tokensPath(ordersApi);

const refreshPath = (resource = '') =>
  `/api/logto/refresh?${new URLSearchParams({ return_to: '/x', resource }).toString()}`;

test.describe('two instances that share a Redis', () => {
  test.describe.configure({ mode: 'default' }); // one worker, with one pair
  test.beforeAll(needRedis);

  test('fifty requests to both with one stale cookie: one refresh for each resource, and no reuse', async ({
    pair,
  }) => {
    const { logto, app, other, redis } = pair;
    const { refreshes, revoked } = watchGrants(logto);
    const client = new Client();
    await client.signIn(app);
    // No refresh is answered before both instances need one. The other one waits for the lock in Redis. Without a lock, it would
    // ask Logto at the same time.
    const watch = await redis.watch();
    const isWaiting = () => /"logto:lock:[^"]+" "[^"]+" "\d+" "1"\r/.test(watch.commands());
    let asking = 0;
    const stop = holdUntil(logto, '/oidc/token', async () => {
      asking++;
      await expect.poll(() => asking > 1 || isWaiting()).toBe(true);
    });

    const copies = Array.from({ length: 50 }, () => client.copy());
    const answers = await Promise.all(
      copies.map((copy, index) =>
        copy.send(
          (index % 2 ? app.baseUrl : other.localUrl) +
            refreshPath(resources[index % 4 < 2 ? 0 : 1]),
        ),
      ),
    );
    for (const answer of answers) {
      expect(answer.headers.get('location')).toBe(`${app.baseUrl}/x`);
    }
    expect(refreshes.map(({ audience }) => audience).sort()).toEqual(resources);
    await client.send(other.localUrl + refreshPath(resources[0]));
    expect(refreshes).toHaveLength(2);
    expect(revoked).toEqual([]);

    const keys = (await redis.ask('KEYS *')).match(/logto:session:\S+/g) ?? [];
    expect(keys).toHaveLength(1);
    const value = await redis.ask(`GET ${keys[0] ?? ''}`);
    expect(value).toContain('Fe26.2*');
    expect(value).not.toMatch(/eyJ[\w-]+\.eyJ|alice/);
    stop();
    watch.stop();
  });

  test('tabs at both, one of which is a step ahead with a new secret, over several lifetimes: one refresh for each, and no reuse', async ({
    pair: { logto, app, other, clock },
  }) => {
    const { refreshes, revoked } = watchGrants(logto);
    await browseOverLifetimes(logto, [app, other], clock);

    expect(revoked).toEqual([]);
    expect(new Set(refreshes.map(({ spent }) => spent)).size).toBe(refreshes.length);
    const forOrders = refreshes.filter(({ audience }) => audience === ordersApi);
    expect(forOrders).toHaveLength(browsers * lifetimes);
  });

  test('Redis goes away and comes back: no session is lost, and service resumes by itself', async ({
    pair,
  }) => {
    const { app, redis } = pair;
    const client = new Client();
    await client.signIn(app);
    await client.visit(app.baseUrl + ordersPath);
    await redis.stop('SIGKILL');

    const cookies = new Map(client.cookies);
    for (const path of [ordersPath, refreshPath(resources[1])]) {
      const away = await client.visit(app.baseUrl + path);
      expect(away.url).toContain('/auth-error?code=unavailable');
      expect(await away.text()).toContain(wordsFor('unavailable').title);
    }
    const me = await client.send(`${app.baseUrl}/api/me`);
    expect([me.status, me.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await client.send(app.baseUrl)).status).toBe(200);
    expect(client.cookies).toEqual(cookies);

    await restartRedis(pair);
    const back = await client.visit(app.baseUrl + ordersPath);
    expect(await back.text()).toContain(permits(ordersApi));
  });

  test('a session that ends in one instance is ended in all; one that ends while Redis is away can’t be renewed', async ({
    pair,
  }) => {
    const { app, other, redis } = pair;
    const status = async (client: Client) =>
      (await client.copy().send(`${other.localUrl}/api/me`)).status;
    const [leaving, ended, staying] = [new Client(), new Client(), new Client()];
    await staying.signIn(app);
    await ended.signIn(app);
    const elsewhere = ended.withoutAppCookies();
    await elsewhere.visit(`${app.baseUrl}/api/logto/sign-in`); // a second session, in the same session at Logto
    await leaving.signIn(app);
    const copy = leaving.copy();

    expect(await status(ended)).toBe(200);
    await elsewhere.signOut(app);
    await expect(async () => {
      expect(await status(ended)).toBe(401); // by the back channel
    }).toPass();

    await redis.stop('SIGKILL');
    const page = await leaving.visit(`${app.baseUrl}/sign-out`);
    expect(await page.text()).toContain('Sign out?');
    await leaving.send(`${app.baseUrl}/api/logto/sign-out`, {
      method: 'POST',
      headers: { origin: app.baseUrl },
    });
    expect(leaving.cookieBytes).toBe(0);
    expect(await status(copy)).toBe(503);
    await restartRedis(pair);
    // Redis was not notified; but Logto has revoked the refresh token.
    const renewed = await copy.send(other.localUrl + refreshPath(ordersApi));
    expect(renewed.headers.get('location')).toContain('/api/logto/sign-in');
    expect(await status(copy)).toBe(401);
    expect(await status(staying)).toBe(200);
  });

  test('Redis is lost between a rotation at Logto and the answer: the browser gets the new token', async ({
    pair,
  }) => {
    const { logto, app, redis } = pair;
    const { revoked } = watchGrants(logto);
    const client = new Client();
    await client.signIn(app);
    let isLost: Promise<void> | undefined;
    logto.provider.once('grant.success', () => {
      isLost = redis.stop('SIGKILL');
    });
    const answer = await client.send(app.baseUrl + refreshPath(ordersApi));
    await isLost;
    expect(answer.headers.getSetCookie().join()).toMatch(/logto-session-\d+=[^;]+;/);
    await restartRedis(pair);
    const again = await client.send(app.baseUrl + refreshPath(inventoryApi));
    expect(again.headers.get('location')).toBe(`${app.baseUrl}/x`);
    expect(revoked).toEqual([]);
  });

  test('a rotated token whose answer was lost is kept for the session’s life, for every instance', async ({
    pair,
  }) => {
    const { logto, app, other, redis } = pair;
    const { revoked } = watchGrants(logto);
    const client = new Client();
    await client.signIn(app);
    await client.copy().send(app.baseUrl + refreshPath(ordersApi)); // its cookie never reaches the browser
    const [key = ''] = /logto:session:[-\w]+/.exec(await redis.ask('KEYS logto:session:*')) ?? [];
    const [, seconds] = /:(\d+)\r/.exec(await redis.ask(`TTL ${key}`)) ?? [];
    expect(Number(seconds)).toBeGreaterThan(13 * 24 * 60 * 60);

    const answer = await client.send(other.localUrl + refreshPath(inventoryApi));
    expect(answer.headers.get('location')).toBe(`${app.baseUrl}/x`);
    expect(revoked).toEqual([]);
  });

  test('if Redis is full, a user whose session has ended reads what is wrong', async ({ pair }) => {
    const { logto, app, redis } = pair;
    const { account, client } = await newcomer(pair);
    await logto.management.setSuspended(account, true);
    await redis.ask('CONFIG SET maxmemory 1');
    const answer = await client.send(`${app.localUrl}/api/logto/refresh?return_to=/profile`);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toMatch(errorPage('unavailable', '/profile'));
    await redis.ask('CONFIG SET maxmemory 0');
  });
});
