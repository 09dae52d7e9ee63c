import { startApp } from '../../support/app';
import { Clock } from '../support/clock';
import { expect, test } from '../../support/fixtures';
import { intercept } from '../support/intercept';
import { needRedis, startRedis } from '../support/redis';

const ready = async (baseUrl: string) => {
  const response = await fetch(`${baseUrl}/api/ready`);
  return [response.status, await response.json()] as [number, unknown];
};

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

  test('ready while Logto and Redis answer, asked once however many ask; not ready while one doesn’t, and says which', async ({
    start,
  }) => {
    const [redis, clock] = [await startRedis(), new Clock()];
    const { app, logto } = await start({}, { REDIS_URL: redis.url, ...clock.variables });
    let looks = 0;
    let isBroken = false;
    intercept(logto, ({ url }, response) => {
      if (url !== '/oidc/.well-known/openid-configuration') return false;
      looks++;
      if (isBroken) response.writeHead(500).end();
      return isBroken;
    });
    const all = await Promise.all(Array.from({ length: 20 }, () => ready(app.baseUrl)));
    expect(new Set(all.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify([200, { status: 'ready' }])]),
    );
    expect(looks).toBeLessThanOrEqual(2); // one of them for the keys

    isBroken = true;
    clock.passLifetime(); // longer than an answer is kept
    const noLogto = { status: 'not_ready', logto: 'provider_unreachable', redis: 'ok' };
    expect(await ready(app.baseUrl)).toEqual([503, noLogto]);
    expect((await fetch(`${app.baseUrl}/api/health`)).status).toBe(200);

    isBroken = false;
    clock.passLifetime();
    expect(await ready(app.baseUrl)).toEqual([200, { status: 'ready' }]);

    await redis.stop();
    clock.passLifetime();
    const noRedis = { status: 'not_ready', logto: 'ok', redis: 'unavailable' };
    expect(await ready(app.baseUrl)).toEqual([503, noRedis]);
    clock.remove();
  });
});
