import { startLocalLogto } from '@/dev/logto/server';
import { freePort, secret, startApp, type App } from '../../support/app';
import { expect, test } from '../../support/fixtures';
import { needNginx, startNginx } from '../support/nginx';
import { needRedis, startRedis } from '../support/redis';

test.beforeAll(needRedis);
test.beforeAll(needNginx);

test('two instances behind the documented nginx: one dies, and a new secret is rolled out; nobody is signed out', async ({
  playwright,
}) => {
  const [port, ...ports] = [await freePort(), await freePort(), await freePort()] as const;
  const baseUrl = `https://localhost:${port}`;
  const registration = { id: 'test-app', secret: secret(), baseUrl };
  const [redis, logto] = [await startRedis(), await startLocalLogto({ app: registration })];
  const [oldSecret, newSecret] = [`1:${secret()}`, `2:${secret()}`];
  const running: App[] = [];
  const start = async (index: 0 | 1, sessionSecret: string) => {
    running[index] = await startApp(
      logto.endpoint,
      {
        LOGTO_APP_SECRET: registration.secret,
        BASE_URL: baseUrl,
        REDIS_URL: redis.url,
        SESSION_SECRET: sessionSecret,
      },
      ports[index],
    );
  };
  await Promise.all([start(0, oldSecret), start(1, oldSecret)]);
  const plainPort = await freePort();
  const nginx = await startNginx([port, plainPort], ports);
  const plain = await fetch(`http://localhost:${plainPort}/profile?tab=1`, { redirect: 'manual' });
  expect(plain.status).toBe(301);
  expect(plain.headers.get('location')).toBe('https://localhost/profile?tab=1');

  /** A client in which an account with memberships that fill the cookies has signed in. */
  const signedIn = async () => {
    const client = await playwright.request.newContext({
      ignoreHTTPSErrors: true,
      baseURL: baseUrl,
    });
    const form = await client.get('/profile');
    const answer = await client.post(form.url(), {
      form: { identifier: 'member', password: 'member-demo-1' },
    });
    expect(answer.url()).toBe(`${baseUrl}/profile`);
    return client;
  };
  const organizations = Array.from({ length: 150 }, () => ({
    id: secret().slice(0, 12),
    roles: ['member'],
  }));
  logto.accounts.create({ username: 'member', password: 'member-demo-1', organizations });
  const clients = [await signedIn()];
  const everybodyIsSignedIn = async () => {
    for (const client of clients) {
      // Each instance gets its turn.
      for (let turn = 0; turn < 2; turn++) {
        const answer = await client.get('/api/me');
        expect(answer.status(), nginx.output()).toBe(200);
      }
    }
  };
  await everybodyIsSignedIn();

  await running[0]?.stop();
  await everybodyIsSignedIn();

  await start(0, `${oldSecret},${newSecret}`);
  for (const [index, sessionSecret] of [
    [1, `${oldSecret},${newSecret}`],
    [0, `${newSecret},${oldSecret}`],
  ] as const) {
    await running[index]?.stop('SIGTERM');
    await everybodyIsSignedIn();
    await start(index, sessionSecret);
    if (index === 0) clients.push(await signedIn());
    await everybodyIsSignedIn();
  }
  for (const client of clients) await client.dispose();
  for (const process of [nginx, ...running, redis]) await process.stop();
  await logto.close();
});
