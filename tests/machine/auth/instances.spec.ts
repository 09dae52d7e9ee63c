import { wordsFor } from '@/app/auth-error/words';
import { secret, startApp } from '../../support/app';
import { browseOverLifetimes } from '../support/browse';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { watchGrants } from '../support/grants';
import { holdUntil } from '../support/intercept';
import { needRedis, startRedis } from '../support/redis';
import { inventoryApi, ordersApi, permits, tokensPath } from '../support/tests-pages';

const resources = [ordersApi, inventoryApi];
const ordersPath = tokensPath(ordersApi);

const refreshPath = (resource = '') =>
  `/api/logto/refresh?${new URLSearchParams({ return_to: '/x', resource }).toString()}`;

test.describe('two instances that share a Redis', () => {
  test.beforeAll(needRedis);

  test('fifty requests to both with one stale cookie: one refresh for each resource, and no reuse', async ({
    start,
  }) => {
    const redis = await startRedis();
    const shared = { SESSION_SECRET: secret(), REDIS_URL: redis.url };
    const { logto, app } = await start({ rotation: 'always', refreshTokenGrace: 0 }, shared);
    const other = await startApp(logto.endpoint, { ...app.variables, BASE_URL: app.baseUrl });
    const { refreshes, revoked } = watchGrants(logto);
    const client = new Client();
    await client.signIn(app);
    // No refresh is answered before both instances need one. The other one waits for the lock in
    // Redis. Without a lock, it would ask Logto at the same time.
    let asking = 0;
    const isWaiting = async () => {
      const calls = /cmdstat_set:calls=(\d+)/.exec(await redis.ask('INFO commandstats'))?.[1];
      return Number(calls) > 1;
    };
    holdUntil(logto, '/oidc/token', async () => {
      asking++;
      while (asking < 2 && !(await isWaiting()));
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

    await other.stop();
    await redis.stop();
  });

  test('two hundred requests to both, one of them a step ahead with a new secret, over several lifetimes: one refresh for each, and no reuse', async ({
    start,
  }) => {
    test.setTimeout(90_000);
    const hour = 3600;
    const [old, renewed] = [secret(), secret()];
    const redis = await startRedis();
    const { logto, app } = await start(
      {
        rotation: 'always',
        refreshTokenGrace: 0,
        lifetimes: {
          accessToken: hour,
          resourceToken: 4,
          organizationToken: hour,
          idToken: 8,
          refreshToken: 14 * 24 * hour,
        },
      },
      { REDIS_URL: redis.url, SESSION_SECRET: `1:${old},2:${renewed}` },
    );
    const other = await startApp(logto.endpoint, {
      ...app.variables,
      BASE_URL: app.baseUrl,
      SESSION_SECRET: `2:${renewed},1:${old}`,
    });
    const { refreshes, revoked } = watchGrants(logto);
    await browseOverLifetimes(logto, [app, other], refreshes);

    expect(revoked).toEqual([]);
    expect(new Set(refreshes.map(({ spent }) => spent)).size).toBe(refreshes.length);
    await other.stop();
    await redis.stop();
  });

  test('Redis goes away and comes back: no session is lost, and service resumes by itself', async ({
    start,
  }) => {
    const redis = await startRedis();
    const { app } = await start({}, { REDIS_URL: redis.url });
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

    const again = await startRedis(redis.port);
    await expect(async () => {
      const back = await client.visit(app.baseUrl + ordersPath);
      expect(await back.text()).toContain(permits(ordersApi));
    }).toPass();
    expect(app.output()).not.toContain('"level":"error"');
    await again.stop();
  });

  test('a session that ends in one instance is ended in all; one that ends while Redis is away can’t be renewed', async ({
    start,
  }) => {
    const redis = await startRedis();
    const { logto, app } = await start({}, { REDIS_URL: redis.url });
    const other = await startApp(logto.endpoint, { ...app.variables, BASE_URL: app.baseUrl });
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
    await leaving.send(`${app.baseUrl}/api/logto/sign-out`, {
      method: 'POST',
      headers: { origin: app.baseUrl },
    });
    expect(leaving.cookieBytes).toBe(0);
    expect(await status(copy)).toBe(503);
    const again = await startRedis(redis.port);
    // Redis was not notified; but Logto has revoked the refresh token.
    await expect(async () => {
      const renewed = await copy.send(
        `${other.localUrl}/api/logto/refresh?return_to=/x&resource=${encodeURIComponent(ordersApi)}`,
      );
      expect(renewed.headers.get('location')).toContain('/api/logto/sign-in');
    }).toPass();
    expect(await status(copy)).toBe(401);
    expect(await status(staying)).toBe(200);
    await other.stop();
    await again.stop();
  });

  test('Redis is lost between a rotation at Logto and the answer: the browser gets the new token', async ({
    start,
  }) => {
    const redis = await startRedis();
    const settings = { rotation: 'always', refreshTokenGrace: 0 } as const;
    const { logto, app } = await start(settings, { REDIS_URL: redis.url });
    const { revoked } = watchGrants(logto);
    const client = new Client();
    await client.signIn(app);
    const path = `${app.baseUrl}/api/logto/refresh?return_to=/x&resource=${encodeURIComponent(ordersApi)}`;
    let isLost: Promise<void> | undefined;
    logto.provider.once('grant.success', () => {
      isLost = redis.stop('SIGKILL');
    });
    const answer = await client.send(path);
    await isLost;
    expect(answer.headers.getSetCookie().join()).toMatch(/logto-session-\d+=[^;]+;/);
    const again = await startRedis(redis.port);
    const refresh = path.replace(encodeURIComponent(ordersApi), encodeURIComponent(inventoryApi));
    await expect(async () => {
      expect((await client.send(refresh)).headers.get('location')).toBe(`${app.baseUrl}/x`);
    }).toPass();
    expect(revoked).toEqual([]);
    await again.stop();
  });

  test('a rotated token whose answer was lost is kept for the session’s life, for every instance', async ({
    start,
  }) => {
    const redis = await startRedis();
    const settings = { rotation: 'always', refreshTokenGrace: 0 } as const;
    const { logto, app } = await start(settings, { REDIS_URL: redis.url });
    const { revoked } = watchGrants(logto);
    const client = new Client();
    await client.signIn(app);
    const refresh = (resource: string) =>
      `${app.baseUrl}/api/logto/refresh?return_to=/x&resource=${encodeURIComponent(resource)}`;
    await client.copy().send(refresh(ordersApi)); // its cookie never reaches the browser
    const [key = ''] = /logto:session:[-\w]+/.exec(await redis.ask('KEYS logto:session:*')) ?? [];
    const [, seconds] = /:(\d+)\r/.exec(await redis.ask(`TTL ${key}`)) ?? [];
    expect(Number(seconds)).toBeGreaterThan(13 * 24 * 60 * 60);

    const other = await startApp(logto.endpoint, { ...app.variables, BASE_URL: app.baseUrl });
    const answer = await client.send(refresh(inventoryApi).replace(app.baseUrl, other.localUrl));
    expect(answer.headers.get('location')).toBe(`${app.baseUrl}/x`);
    expect(revoked).toEqual([]);
    await other.stop();
    await redis.stop();
  });
});
