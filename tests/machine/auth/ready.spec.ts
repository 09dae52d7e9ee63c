import { startApp } from '../../support/app';
import { expect, test } from '../../support/fixtures';
import { intercept } from '../support/intercept';
import { needRedis, startRedis } from '../support/redis';

const ready = async (baseUrl: string) => {
  const response = await fetch(`${baseUrl}/api/ready`);
  return [response.status, await response.json()] as [number, unknown];
};

test('ready while Logto answers, asked once however many ask; not ready while it doesn’t, and says so', async ({
  start,
}) => {
  const { app, logto } = await start();
  let looks = 0;
  let isBroken = false;
  intercept(logto, ({ url }, response) => {
    if (url !== '/oidc/.well-known/openid-configuration') return false;
    looks++;
    if (isBroken) response.writeHead(500).end();
    return isBroken;
  });
  const answers = await Promise.all(Array.from({ length: 20 }, () => ready(app.baseUrl)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set([JSON.stringify([200, { status: 'ready' }])]),
  );
  expect(looks).toBeLessThanOrEqual(2); // one of them for the keys

  isBroken = true;
  const broken = [503, { status: 'not_ready', logto: 'provider_unreachable' }];
  await expect(async () => {
    expect(await ready(app.baseUrl)).toEqual(broken);
  }).toPass();
  expect((await fetch(`${app.baseUrl}/api/health`)).status).toBe(200);

  isBroken = false;
  await expect(async () => {
    expect(await ready(app.baseUrl)).toEqual([200, { status: 'ready' }]);
  }).toPass();
});

test('on Vercel without REDIS_URL: the log and /api/ready name it, and nothing else works', async ({
  servers,
}) => {
  const app = await startApp(servers.logto.endpoint, { VERCEL: '1', SESSION_SECRET: '2-short' });
  const problems = [/^SESSION_SECRET is too short/, /^REDIS_URL is missing\. On Vercel/];
  expect(await ready(app.baseUrl)).toEqual([
    503,
    {
      status: 'not_ready',
      problems: problems.map((words): unknown => expect.stringMatching(words)),
    },
  ]);
  for (const name of ['SESSION_SECRET', 'REDIS_URL'])
    expect(app.output()).toContain(`\n  ${name} `);
  for (const path of ['/', '/profile', '/api/me', '/api/logto/sign-in'])
    expect((await fetch(app.baseUrl + path, { redirect: 'manual' })).status, path).toBe(500);
  await app.stop();
});

test.describe('with Redis', () => {
  test.beforeAll(needRedis);

  test('not ready while Redis doesn’t answer', async ({ start }) => {
    const redis = await startRedis();
    const { app } = await start({}, { REDIS_URL: redis.url });
    expect(await ready(app.baseUrl)).toEqual([200, { status: 'ready' }]);
    await redis.stop();
    const broken = [503, { status: 'not_ready', logto: 'ok', redis: 'unavailable' }];
    await expect(async () => {
      expect(await ready(app.baseUrl)).toEqual(broken);
    }).toPass();
  });
});
