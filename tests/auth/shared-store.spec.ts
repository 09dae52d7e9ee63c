import { expect, test } from '@playwright/test';
import type { SharedStore } from '@/lib/process/shared-store';
import { needRedis, openStore, startRedis, startRedisCluster } from '../support/redis';
import { startTcpProxy } from '../support/tcp-proxy';

test.beforeAll(needRedis);

const one = { version: 1, value: 'one' };
const two = { version: 2, value: 'two' };

/** The code of what a call fails with, in Redis' or the network's own words. */
const reasonOf = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    (error: unknown) =>
      error instanceof Error && error.cause instanceof Error
        ? `${error.message} ${error.cause.message}`
        : 'unknown',
  );

/** Whether a store takes an entry now. */
const takes = (store: SharedStore) =>
  store.setIfNewer(crypto.randomUUID(), one, 60).then(
    () => true,
    () => false,
  );

test('of several versions the highest stays, in whatever order they come', async () => {
  const redis = await startRedis();
  const store = await openStore(redis.url);
  expect(await store.get('a', 'b')).toEqual([undefined, undefined]);
  expect(await store.setIfNewer('a', one, 60)).toEqual(one);
  expect(await store.setIfNewer('a', two, 60)).toEqual(two);
  expect(await store.setIfNewer('a', one, 60)).toEqual(two);
  expect(await store.setIfNewer('a', { version: 2, value: 'other' }, 60)).toEqual(two);
  expect(await store.setIfNewer('b', { version: 10, value: 'x:y' }, 60)).toEqual({
    version: 10,
    value: 'x:y',
  });
  expect(await store.setIfNewer('b', { version: 9, value: '' }, 60)).toMatchObject({ version: 10 });
  expect(await store.get('b', 'a')).toEqual([{ version: 10, value: 'x:y' }, two]);
  expect(await redis.ask('TTL a')).toMatch(/:(60|59)/);
  await redis.stop();
});

test('a lock has one owner, and nobody else keeps or frees it', async () => {
  const redis = await startRedis();
  const store = await openStore(redis.url);
  expect(await store.acquireLock('lock', 'me', 60_000)).toBe(true);
  expect(await store.acquireLock('lock', 'you', 60_000)).toBe(false);
  expect(await store.acquireLock('lock', 'me', 60_000)).toBe(true); // a command that was sent twice
  expect(await store.extendLock('lock', 'you', 1)).toBe(false);
  expect(await store.extendLock('lock', 'me', 90_000)).toBe(true);
  expect(await redis.ask('PTTL lock')).toMatch(/:(90000|8\d{4})/);
  await store.releaseLock('lock', 'you');
  expect(await store.acquireLock('lock', 'you', 60_000)).toBe(false);
  await store.releaseLock('lock', 'me');
  expect(await store.acquireLock('lock', 'you', 1)).toBe(true);
  await expect(async () => {
    expect(await store.acquireLock('lock', 'me', 60_000)).toBe(true);
  }).toPass();
  await redis.stop();
});

test('a lock that may have been taken although the answer was lost is freed', async () => {
  const redis = await startRedis();
  const proxy = await startTcpProxy(redis.port);
  const [store, other] = [await openStore(proxy.url), await openStore(redis.url)];
  expect(await takes(store)).toBe(true);
  proxy.lose('back');
  proxy.leadTo(1);
  const failure = reasonOf(store.acquireLock('lock', 'me', 60_000));
  await expect(async () => {
    expect(await redis.ask('GET lock')).toContain('me');
  }).toPass();
  expect(await failure).toMatch(/^unavailable /);
  proxy.leadTo(redis.port);
  await expect(async () => {
    expect(await other.acquireLock('lock', 'you', 60_000)).toBe(true);
  }).toPass();
  await proxy.stop();
  await redis.stop();
});

test('what Redis could not be told is known here, and told when Redis is back: the latest of each key', async () => {
  const redis = await startRedis();
  const store = await openStore(redis.url);
  await store.setIfNewer('a', one, 60);
  expect(store.pending('a')).toBeUndefined();
  await redis.stop();
  expect(await reasonOf(store.setIfNewer('a', two, 60))).toBe('unavailable ECONNREFUSED');
  expect(await reasonOf(store.setIfNewer('a', one, 60))).toBe('unavailable ECONNREFUSED');
  expect(await reasonOf(store.get('a'))).toBe('unavailable ECONNREFUSED');
  expect(store.pending('a')).toEqual(two);

  const again = await startRedis(redis.port);
  await expect(async () => {
    expect(await store.get('a')).toEqual([two]);
    expect(store.pending('a')).toBeUndefined();
  }).toPass();
  await again.stop();
});

test('a full Redis still says which sessions are over; what it refuses waits, and holds up nothing else', async () => {
  const redis = await startRedis();
  const store = await openStore(redis.url);
  await store.setIfNewer('a', one, 60);
  await redis.ask('CONFIG SET maxmemory 1');
  expect(await store.get('a')).toEqual([one]);
  expect(await reasonOf(store.setIfNewer('odd', two, 60))).toBe('unavailable OOM');
  expect(await reasonOf(store.setIfNewer('a', two, 60))).toBe('unavailable OOM');
  await redis.ask('CONFIG SET maxmemory 0\r\nLPUSH odd x');
  await expect(async () => {
    expect(await store.get('a')).toEqual([two]);
  }).toPass();
  expect(store.pending('odd')).toEqual(two);
  await redis.stop();
});

test('whatever a request wants to know is one round trip', async () => {
  const redis = await startRedis();
  const proxy = await startTcpProxy(redis.port);
  const store = await openStore(proxy.url);
  await store.setIfNewer('c', one, 60);
  const release = proxy.hold();
  const answer = store.get('a', 'b', 'c', 'd');
  await expect(() => {
    expect(proxy.received().match(/getex/g)).toHaveLength(4);
  }).toPass();
  const asked = proxy.received();
  release();
  expect(await answer).toEqual([undefined, undefined, one, undefined]);
  expect(proxy.received()).toBe(asked);
  await proxy.stop();
  await redis.stop();
});

test('after a failover, the old primary is not asked any more, although its connection stays open', async () => {
  const primary = await startRedis();
  const replica = await startRedis(undefined, '--replicaof', '127.0.0.1', `${primary.port}`);
  const proxy = await startTcpProxy(primary.port);
  const [writer, reader] = [await openStore(proxy.url), await openStore(proxy.url)];
  expect([await takes(writer), await takes(reader)]).toEqual([true, true]);

  // The old primary is a replica that hears nothing of the new one: what it says is out of date.
  proxy.leadTo(replica.port);
  await replica.ask('REPLICAOF NO ONE');
  await replica.ask('SET a 1:one');
  await primary.ask('REPLICAOF 127.0.0.1 1');

  expect(await reader.get('a')).toEqual([one]);
  expect(await writer.setIfNewer('a', two, 60)).toEqual(two);
  expect(await replica.ask('GET a')).toContain('2:two');
  await proxy.stop();
  await replica.stop();
  await primary.stop();
});

test('a connection that has died without a sign is replaced, and nobody notices', async () => {
  const redis = await startRedis();
  const proxy = await startTcpProxy(redis.port);
  const store = await openStore(proxy.url);
  await store.setIfNewer('a', one, 60);
  proxy.lose('both');
  expect(await store.get('a')).toEqual([one]);
  proxy.lose('back');
  expect(await store.acquireLock('lock', 'me', 60_000)).toBe(true);
  await proxy.stop();
  await redis.stop();
});

test('a Redis that was killed and started again serves at once', async () => {
  const redis = await startRedis();
  const store = await openStore(redis.url);
  expect(await takes(store)).toBe(true);
  await redis.stop('SIGKILL');
  const again = await startRedis(redis.port);
  expect(await takes(store)).toBe(true);
  await again.stop();
});

for (const [reason, trouble, cure] of [
  ['WRONGPASS', 'CONFIG SET requirepass other', 'AUTH other\r\nCONFIG SET requirepass hunter2'],
  ['READONLY', 'REPLICAOF 127.0.0.1 1', 'REPLICAOF NO ONE'],
  ['NOREPLICAS', 'CONFIG SET min-replicas-to-write 1', 'CONFIG SET min-replicas-to-write 0'],
  ['ETIMEDOUT', 'CLIENT PAUSE 60000 WRITE', 'CLIENT UNPAUSE'],
] as const)
  test(`what keeps Redis from answering is told by its name, and may end: ${reason}`, async () => {
    const redis = await startRedis();
    await redis.ask('CONFIG SET requirepass hunter2');
    const proxy = await startTcpProxy(redis.port);
    const store = await openStore(proxy.url.replace('//', '//:hunter2@'));
    expect(await takes(store)).toBe(true);
    await redis.ask(`AUTH hunter2\r\n${trouble}`);
    proxy.cut();
    expect(await reasonOf(store.get('a'))).toBe(`unavailable ${reason}`);
    await redis.ask(`AUTH hunter2\r\n${cure}`);
    await expect(async () => {
      expect(await store.get('a')).toEqual([undefined]);
    }).toPass();
    await proxy.stop();
    await redis.stop();
  });

test('the user, the password and the database of the address are used, and few rights', async () => {
  const rights = '+get +getex +set +del +pexpire +eval +info +select';
  const redis = await startRedis();
  await redis.ask(`ACL SETUSER app on >p@ss/w0rd ~logto:* ${rights}`);
  const store = await openStore(redis.url.replace('//', '//app:p%40ss%2Fw0rd@') + '/3');
  await store.setIfNewer('logto:a', one, 60);
  expect(await redis.ask('SELECT 3\r\nGET logto:a')).toContain('1:one');
  expect(await store.get('logto:a')).toEqual([one]);
  expect(await store.acquireLock('logto:lock', 'me', 60_000)).toBe(true);
  expect(await store.extendLock('logto:lock', 'me', 60_000)).toBe(true);
  await store.releaseLock('logto:lock', 'me');
  expect(await store.acquireLock('logto:lock', 'you', 60_000)).toBe(true);
  expect(await reasonOf(store.get('other'))).toBe('unavailable NOPERM');
  await redis.stop();
});

test('a Redis that is too old for GETEX serves, too', async () => {
  const redis = await startRedis(undefined, '--rename-command', 'GETEX', '');
  const store = await openStore(redis.url);
  await store.setIfNewer('a', one, 60);
  expect(await store.get('a', 'b')).toEqual([one, undefined]);
  await redis.stop();
});

test('a cluster of three nodes serves, of which the address names one', async () => {
  const nodes = await startRedisCluster();
  const [store, other] = await Promise.all(nodes.map(({ url }) => openStore(url)));
  if (!store || !other) throw new Error('No cluster.');
  const keys = Array.from({ length: 30 }, (_, index) => `key ${index}`);
  const held = await Promise.all(keys.map((key) => store.setIfNewer(key, two, 60)));
  expect(new Set(held.map(({ value }) => value))).toEqual(new Set(['two']));
  expect(await other.get(...keys)).toEqual(keys.map(() => two));
  expect(await other.setIfNewer('key 7', one, 60)).toEqual(two);
  for (const node of nodes) expect(await node.ask('DBSIZE')).not.toContain(':0');

  const locks = keys.map((_, index) => `lock ${index}`);
  const claim = (one: SharedStore, owner: string) =>
    Promise.all(locks.map((lock) => one.acquireLock(lock, owner, 60_000)));
  expect(await claim(store, 'me')).toEqual(locks.map(() => true));
  expect(await claim(other, 'you')).toEqual(locks.map(() => false));
  await Promise.all(locks.map((lock) => store.releaseLock(lock, 'me')));
  expect(await claim(other, 'you')).toEqual(locks.map(() => true));
  await Promise.all(nodes.map((node) => node.stop()));
});
