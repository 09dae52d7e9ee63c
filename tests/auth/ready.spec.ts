import { expect, test } from '../support/fixtures';
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
