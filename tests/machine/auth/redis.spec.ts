import { freePort, startApp, type App } from '../../support/app';
import { makeCertificate } from '../support/certificate';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { needRedis, startRedis } from '../support/redis';
import { startTcpProxy } from '../support/tcp-proxy';

test.beforeAll(needRedis);

/** Returns the status of `/api/me`. */
const statusAt = async (app: App, client: Client) =>
  (await client.send(`${app.localUrl}/api/me`)).status;

const signOutAt = (app: App, client: Client) =>
  client.send(`${app.localUrl}/api/logto/sign-out`, {
    method: 'POST',
    headers: { origin: app.baseUrl },
  });

test('after a dead connection and a failover everything works, and no signed-out copy is let in', async ({
  start,
}) => {
  const primary = await startRedis();
  const replica = await startRedis(undefined, '--replicaof', '127.0.0.1', `${primary.port}`);
  const proxy = await startTcpProxy(primary.port);
  const { logto, app } = await start({}, { REDIS_URL: proxy.url });
  const other = await startApp(logto.endpoint, {
    ...app.variables,
    BASE_URL: app.baseUrl,
    REDIS_URL: replica.url,
  });
  const [staying, leaving, leavingLater] = [new Client(), new Client(), new Client()];
  for (const client of [staying, leaving, leavingLater]) await client.signIn(app);
  const [copy, laterCopy] = [leaving.copy(), leavingLater.copy()];

  await signOutAt(app, leaving);
  proxy.lose('both');
  expect([await statusAt(app, copy), await statusAt(app, staying)]).toEqual([401, 200]);

  // The old primary receives nothing from the new one, so it doesn't know the sign-outs there.
  await replica.ask('REPLICAOF NO ONE');
  proxy.leadTo(replica.port);
  await primary.ask('REPLICAOF 127.0.0.1 1');
  await signOutAt(other, leavingLater);
  expect([await statusAt(app, laterCopy), await statusAt(app, staying)]).toEqual([401, 200]);

  const stayingCopy = staying.copy();
  await signOutAt(app, staying);
  expect(await statusAt(other, stayingCopy)).toBe(401);
  await other.stop();
  await proxy.stop();
  await replica.stop();
  await primary.stop();
});

test('over TLS, with a user and a password: what is wrong is told by its name, without a secret', async ({
  servers: { logto, app },
}) => {
  const port = await freePort();
  const { certificate, key } = makeCertificate();
  const tls = ['--tls-port', `${port}`, '--tls-cert-file', certificate, '--tls-key-file', key];
  const redis = await startRedis(undefined, ...tls, '--tls-auth-clients', 'no');
  await redis.ask('ACL SETUSER app on >correct-horse ~* +@all');
  const startWith = (password: string, variables: Record<string, string>) =>
    startApp(logto.endpoint, {
      ...app.variables,
      BASE_URL: app.baseUrl,
      REDIS_URL: `rediss://app:${password}@localhost:${port}`,
      ...variables,
    });
  const client = new Client();
  await client.signIn(app);

  for (const [reason, password, variables] of [
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'correct-horse', {}],
    ['WRONGPASS', 'battery-staple', { NODE_EXTRA_CA_CERTS: certificate }],
    [undefined, 'correct-horse', { NODE_EXTRA_CA_CERTS: certificate }],
  ] as const) {
    const instance = await startWith(password, variables);
    expect(await statusAt(instance, client)).toBe(reason ? 503 : 200);
    const failure = instance
      .output()
      .split('\n')
      .find((line) => line.includes('unavailable'));
    if (reason)
      expect(JSON.parse(failure ?? '')).toMatchObject({ code: 'unavailable', reasons: [reason] });
    expect(instance.output()).not.toContain(password);
    await instance.stop();
  }
  await redis.stop();
});
