import { test as base, expect } from '@playwright/test';
import type { RedisConnection } from '@/lib/session/redis';
import { needRedis, startRedis, startRedisCluster } from '../support/redis';
import { startTcpProxy } from '../support/tcp-proxy';

/** Every worker has a cluster, where it needs one. */
const test = base.extend<object, { nodes: Awaited<ReturnType<typeof startRedisCluster>> }>({
  nodes: [
    async ({}, use) => {
      const nodes = await startRedisCluster();
      await use(nodes);
      await Promise.all(nodes.map((node) => node.stop()));
    },
    { scope: 'worker' },
  ],
});

test.beforeAll(needRedis);

/** The app's own connection, in this process. It is loaded here because only workers can load it. */
async function connect(...urls: string[]): Promise<RedisConnection> {
  const { RedisConnection } = await import('@/lib/session/redis');
  return new RedisConnection(urls);
}

/** A command that a replica refuses. */
const set = (redis: RedisConnection, key: string, value: string) =>
  redis.send((client) => client.eval("return redis.call('set', KEYS[1], ARGV[1])", 1, key, value));

/** A read that only a primary answers. */
const get = (redis: RedisConnection, key: string) => redis.send((client) => client.getex(key));

/** The code of an error, and that of its cause. */
const reasonOf = (call: Promise<unknown>) =>
  call.then(
    () => 'none',
    (error: unknown) =>
      error instanceof Error && error.cause instanceof Error
        ? `${error.message} ${error.cause.message}`
        : 'unknown',
  );

test('after a failover the old primary is not asked again, although its connection stays open', async () => {
  const primary = await startRedis();
  const replica = await startRedis(undefined, '--replicaof', '127.0.0.1', `${primary.port}`);
  const proxy = await startTcpProxy(primary.port);
  const [writer, reader] = [await connect(proxy.url), await connect(proxy.url)];
  await set(writer, 'a', 'old');
  expect(await get(reader, 'a')).toBe('old');

  // The old primary becomes a replica that receives nothing from the new one.
  proxy.leadTo(replica.port);
  await replica.ask('REPLICAOF NO ONE');
  await replica.ask('SET a new');
  await primary.ask('REPLICAOF 127.0.0.1 1');

  // Several commands at once are all sent to the new one.
  expect(await Promise.all(Array.from({ length: 20 }, () => get(reader, 'a')))).toEqual(
    Array.from({ length: 20 }, () => 'new'),
  );
  await set(writer, 'a', 'newest');
  expect(await replica.ask('GET a')).toContain('newest');
  await Promise.all([writer.close(), reader.close(), proxy.stop()]);
  await Promise.all([replica.stop(), primary.stop()]);
});

test('commands that failed because the server is a replica are not kept for later', async () => {
  const warnings: string[] = [];
  process.on('warning', ({ message }) => warnings.push(message)); // too many listeners of one connection
  const server = await startRedis();
  const redis = await connect(server.url);
  await set(redis, 'a', 'before');
  await server.ask('REPLICAOF 127.0.0.1 1');
  const failed = await Promise.all(
    Array.from({ length: 50 }, () => reasonOf(set(redis, 'a', 'too late'))),
  );
  expect(new Set(failed)).toEqual(new Set(['unavailable READONLY']));
  // By the time that this one fails, the last attempts of the others have.
  expect(await reasonOf(get(redis, 'a'))).toBe('unavailable READONLY');
  await server.ask('REPLICAOF NO ONE');
  await expect(async () => {
    expect(await get(redis, 'a')).toBe('before');
  }).toPass();
  expect(warnings).toEqual([]);
  await redis.close();
  await server.stop();
});

test('a connection that died silently is replaced, and its commands are sent again', async () => {
  const server = await startRedis();
  const proxy = await startTcpProxy(server.port);
  const redis = await connect(proxy.url);
  await set(redis, 'a', 'one');
  proxy.lose('both');
  expect(await get(redis, 'a')).toBe('one');
  proxy.lose('back');
  expect(await set(redis, 'a', 'two')).toBe('OK');
  await redis.close();
  await proxy.stop();
  await server.stop();
});

test('a Redis that was killed and started again serves at once', async () => {
  const server = await startRedis();
  const redis = await connect(server.url);
  await set(redis, 'a', 'one');
  await server.stop('SIGKILL');
  const again = await startRedis(server.port);
  expect(await set(redis, 'a', 'two')).toBe('OK');
  await redis.close();
  await again.stop();
});

test('while Redis is away, commands fail within two seconds', async () => {
  const server = await startRedis();
  const redis = await connect(server.url);
  await set(redis, 'a', 'one');
  await server.stop();
  const start = performance.now();
  expect(await reasonOf(get(redis, 'a'))).toBe('unavailable ECONNREFUSED');
  expect(performance.now() - start).toBeLessThan(3_000);
  await redis.close();
});

test('a failure names its reason, and ends when the reason does', async () => {
  const failures = [
    ['WRONGPASS', 'CONFIG SET requirepass other', 'AUTH other\r\nCONFIG SET requirepass hunter2'],
    ['READONLY', 'REPLICAOF 127.0.0.1 1', 'REPLICAOF NO ONE'],
    ['NOREPLICAS', 'CONFIG SET min-replicas-to-write 1', 'CONFIG SET min-replicas-to-write 0'],
    ['ETIMEDOUT', 'CLIENT PAUSE 60000 WRITE', 'CLIENT UNPAUSE'],
  ] as const;
  await Promise.all(
    failures.map(async ([reason, fault, cure]) => {
      const server = await startRedis();
      await server.ask('CONFIG SET requirepass hunter2');
      const proxy = await startTcpProxy(server.port);
      const redis = await connect(proxy.url.replace('//', '//:hunter2@'));
      await set(redis, 'a', 'one');
      await server.ask(`AUTH hunter2\r\n${fault}`);
      proxy.cut();
      expect(await reasonOf(get(redis, 'a'))).toBe(`unavailable ${reason}`);
      await server.ask(`AUTH hunter2\r\n${cure}`);
      await expect(async () => {
        expect(await get(redis, 'a'), reason).toBe('one');
      }).toPass();
      await redis.close();
      await proxy.stop();
      await server.stop();
    }),
  );
});

test('the user, the password and the database of the URL are used', async () => {
  const server = await startRedis();
  await server.ask('ACL SETUSER app on >p@ss/w0rd ~logto:* +getex +set +eval +info +select');
  const redis = await connect(`${server.url.replace('//', '//app:p%40ss%2Fw0rd@')}/3`);
  await set(redis, 'logto:a', 'one');
  expect(await server.ask('SELECT 3\r\nGET logto:a')).toContain('one');
  expect(await reasonOf(get(redis, 'other'))).toBe('unavailable NOPERM');
  await redis.close();
  await server.stop();
});

test.describe('a cluster of three nodes', () => {
  test('serves every key, also where the list names only some of its nodes', async ({ nodes }) => {
    const urls = nodes.map(({ url }) => url);
    const [all, some, same] = [
      await connect(...urls),
      await connect(...urls.slice(1)),
      await connect(...urls.slice(0, 1), ...urls.slice(0, 1)),
    ];
    const keys = Array.from({ length: 30 }, (_, index) => `key ${index}`);
    await Promise.all(keys.map((key) => set(all, key, key)));
    for (const redis of [all, some, same])
      expect(await Promise.all(keys.map((key) => get(redis, key)))).toEqual(keys);
    for (const node of nodes) expect(await node.ask('DBSIZE')).not.toContain(':0');
    await Promise.all([all.close(), some.close(), same.close()]);
  });

  test('needs the user and password, which the first URL has', async ({ nodes }) => {
    for (const node of nodes)
      await node.ask('ACL SETUSER app on >p@ss ~* +@all\r\nACL SETUSER default off');
    const [first = '', ...others] = nodes.map(({ url }) => url);
    const redis = await connect(first.replace('//', '//app:p%40ss@'), ...others);
    expect(await set(redis, 'a', 'one')).toBe('OK');
    expect(await get(redis, 'b')).toBeNull();
    await redis.close();
    for (const node of nodes) await node.ask('AUTH app p@ss\r\nACL SETUSER default on');
  });

  test('is not served by one of its nodes alone: the failure says so', async ({ nodes }) => {
    const redis = await connect(nodes[0]?.url ?? '');
    const keys = Array.from({ length: 30 }, (_, index) => `key ${index}`);
    const reasons = await Promise.all(keys.map((key) => reasonOf(get(redis, key))));
    expect(reasons).toContain('unavailable MOVED');
    await redis.close();
  });

  test('keeps no commands for later while it cannot be reached', async ({ nodes }) => {
    const proxies = await Promise.all(nodes.map(() => startTcpProxy(1)));
    const redis = await connect(...proxies.map(({ url }) => url));
    expect(await reasonOf(set(redis, 'late', 'too late'))).toMatch(/^unavailable /);
    proxies.forEach((proxy, index) => {
      proxy.leadTo(nodes[index]?.port ?? 1);
    });
    await expect(async () => {
      expect(await get(redis, 'late')).toBeNull();
    }).toPass();
    await redis.close();
    await Promise.all(proxies.map((proxy) => proxy.stop()));
  });

  test('serves at once after its connections broke', async ({ nodes }) => {
    const redis = await connect(...nodes.map(({ url }) => url));
    await set(redis, 'a', 'one');
    await Promise.all(nodes.map((node) => node.ask('CLIENT KILL TYPE normal')));
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => get(redis, key)))).toContain('one');
    await redis.close();
  });

  test('fails within two seconds while it does not answer, and serves when it does', async ({
    nodes,
  }) => {
    const redis = await connect(...nodes.map(({ url }) => url));
    await set(redis, 'a', 'one');
    await Promise.all(nodes.map((node) => node.ask('CLIENT PAUSE 60000 WRITE')));
    const start = performance.now();
    expect(await reasonOf(get(redis, 'a'))).toMatch(/^unavailable /);
    expect(performance.now() - start).toBeLessThan(3_000);
    await Promise.all(nodes.map((node) => node.ask('CLIENT UNPAUSE')));
    await expect(async () => {
      expect(await get(redis, 'a')).toBe('one');
    }).toPass();
    await redis.close();
  });
});
