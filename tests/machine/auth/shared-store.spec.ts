import { expect, test } from '@playwright/test';
import type { RedisConnection } from '@/lib/session/redis';
import { renewed, testSession } from '@/lib/session/test-sessions';
import { needRedis, startRedis, startRedisCluster } from '../support/redis';
import { startTcpProxy } from '../support/tcp-proxy';

// What every store promises is tested in lib/session/store.test.ts, the connection in redis-connection.spec.ts.

test.beforeAll(needRedis);

// In the tests' own process: the stores encrypt what they keep.
test.beforeAll(() => {
  Object.assign(process.env, {
    LOGTO_ENDPOINT: 'https://tenant.logto.test',
    LOGTO_APP_ID: 'test-app',
    LOGTO_APP_SECRET: 'test-secret',
    SESSION_SECRET: 'x'.repeat(32),
    BASE_URL: 'https://app.test',
  });
});

/** The app's own store, in this process. It is loaded here because only workers can load it. */
async function openStore(...urls: string[]) {
  const { RedisConnection } = await import('@/lib/session/redis');
  const { createRedisStore } = await import('@/lib/session/redis-store');
  const redis: RedisConnection = new RedisConnection(urls);
  return { ...createRedisStore(redis), close: () => redis.close() };
}

/** The code of an error, and that of its cause. */
const reasonOf = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    (error: unknown) =>
      error instanceof Error && error.cause instanceof Error
        ? `${error.message} ${error.cause.message}`
        : 'unknown',
  );

test('a session’s status takes one round trip', async () => {
  const redis = await startRedis();
  const proxy = await startTcpProxy(redis.port);
  const store = await openStore(proxy.url);
  const session = testSession();
  await store.put(renewed(session));
  const before = proxy.received().length;
  const release = proxy.hold();
  const status = store.read(session);
  await expect(() => {
    expect(proxy.received().slice(before).match(/getex/g)).toHaveLength(4);
  }).toPass();
  const asked = proxy.received();
  release();
  expect((await status).newest?.generation).toBe(1);
  expect(proxy.received()).toBe(asked);
  await Promise.all([store.close(), proxy.stop(), redis.stop()]);
});

test('a full Redis still says which sessions have ended, and refuses what is new', async () => {
  const redis = await startRedis();
  const store = await openStore(redis.url);
  const [ended, session] = [testSession(), testSession()];
  await store.end(ended, 'ended');
  await store.put(renewed(session));
  await redis.ask('CONFIG SET maxmemory 1');
  expect((await store.read(ended)).endReason).toBe('ended');
  expect((await store.read(session)).newest?.generation).toBe(1);
  expect(await reasonOf(store.end(session, 'ended'))).toBe('unavailable OOM');
  expect(await reasonOf(store.put(renewed(renewed(session))))).toBe('unavailable OOM');
  await redis.ask('CONFIG SET maxmemory 0');
  expect(await store.end(session, 'ended')).toBe(true);
  await Promise.all([store.close(), redis.stop()]);
});

test('the old primary of a failover says nothing about a session', async () => {
  const redis = await startRedis();
  const store = await openStore(redis.url);
  const session = testSession();
  await store.put(renewed(session));
  await redis.ask('REPLICAOF 127.0.0.1 1');
  expect(await reasonOf(store.read(session))).toBe('unavailable READONLY');
  await Promise.all([store.close(), redis.stop()]);
});

test('a lock that was taken although the answer was lost is released', async () => {
  const redis = await startRedis();
  const proxy = await startTcpProxy(redis.port);
  const [store, other] = [await openStore(proxy.url), await openStore(redis.url)];
  const session = testSession();
  await store.read(session);
  proxy.lose('back');
  proxy.leadTo(1);
  let hasRun = false;
  const work = () => Promise.resolve((hasRun = true));
  const failure = reasonOf(store.withLock(session.id, work));
  await expect(async () => {
    expect(await redis.ask(`EXISTS "logto:lock:${session.id}"`)).toContain(':1');
  }).toPass();
  expect(await failure).toMatch(/^unavailable /);
  expect(hasRun).toBe(false);
  proxy.leadTo(redis.port);
  expect(await other.withLock(session.id, work)).toBe(true);
  await Promise.all([store.close(), other.close(), proxy.stop(), redis.stop()]);
});

test('few rights are enough', async () => {
  const redis = await startRedis();
  const rights = '+get +getex +set +del +ttl +expire +pexpire +eval +info';
  await redis.ask(`ACL SETUSER app on >password ~logto:* ${rights}`);
  const store = await openStore(redis.url.replace('//', '//app:password@'));
  const session = testSession();
  const next = renewed(session, { refreshToken: 'rotated' });
  await store.put(next);
  // Everything in this read needs a right: the rotated token was shown, so its state is kept for less time.
  expect((await store.read({ ...next, accessTokens: {}, omitted: [''] })).newest).toEqual(next);
  expect(await store.useOnce('identifier', 60)).toBe(true);
  await store.markOutdated([session.claims.sub], 1);
  expect(await store.withLock(session.id, () => Promise.resolve('works'))).toBe('works');
  await store.endAll({ sub: session.claims.sub, iat: 1 });
  expect(await store.end(session, 'ended')).toBe(true);
  await Promise.all([store.close(), redis.stop()]);
});

test('a cluster of three nodes serves', async () => {
  const nodes = await startRedisCluster();
  const urls = nodes.map(({ url }) => url);
  const [store, other] = [await openStore(...urls), await openStore(...urls.slice(1))];
  const sessions = Array.from({ length: 30 }, () => testSession());
  await Promise.all(sessions.map((session) => store.put(renewed(session))));
  const found = await Promise.all(sessions.map((session) => other.read(session)));
  expect(found.map(({ newest }) => newest?.id)).toEqual(sessions.map(({ id }) => id));
  for (const node of nodes) expect(await node.ask('DBSIZE')).not.toContain(':0');

  await other.markOutdated(
    sessions.map(({ claims }) => claims.sub),
    1,
  );
  const ids = await Promise.all(
    sessions.map(({ id }) => store.withLock(id, () => Promise.resolve(id))),
  );
  expect(ids).toEqual(sessions.map(({ id }) => id));
  const ended = await Promise.all(sessions.map((session) => store.end(session, 'replaced')));
  expect(new Set(ended)).toEqual(new Set([true]));
  const [status] = await Promise.all(sessions.map((session) => other.read(session)));
  expect(status).toMatchObject({ endReason: 'replaced', claimsOutdatedAt: 1 });
  await Promise.all([store.close(), other.close(), ...nodes.map((node) => node.stop())]);
});
