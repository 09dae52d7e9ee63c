import type { LocalLogto } from '@/dev/logto/server';
import { signatureHeader, signatureOf } from '@/dev/logto/webhooks';
import { secret, startApp, startAppWithLogto, type App } from '../../support/app';
import { expect, test as base } from '../../support/fixtures';
import { Clock, shortLifetimes } from './clock';
import { startRedis } from './redis';

type Redis = Awaited<ReturnType<typeof startRedis>>;

/** Two instances that share a Redis. */
export interface Pair {
  /** A strict one. */
  logto: LocalLogto;
  app: App;
  /** Another instance, which is a step ahead with a new secret. */
  other: App;
  /** A test that stops it calls {@link restartRedis}. */
  redis: Redis;
  /** The clock of both. */
  clock: Clock;
}

/** The usual fixtures, and in each worker a pair of instances. Each test begins with an empty Redis and the real time. */
export const test = base.extend<{ pair: Pair }, { workersPair: Pair }>({
  workersPair: [
    async ({}, use) => {
      const [redis, clock] = [await startRedis(), new Clock()];
      const [old, fresh] = [secret(), secret()];
      const { logto, app } = await startAppWithLogto(
        { rotation: 'always', refreshTokenGrace: 0, lifetimes: shortLifetimes },
        { REDIS_URL: redis.url, SESSION_SECRET: `1:${old},2:${fresh}`, ...clock.variables },
      );
      const other = await startApp(logto.endpoint, {
        ...app.variables,
        BASE_URL: app.baseUrl,
        SESSION_SECRET: `2:${fresh},1:${old}`,
      });
      const pair = { logto, app, other, redis, clock };
      await use(pair);
      await app.stop();
      await other.stop();
      await logto.close();
      await pair.redis.stop();
      clock.remove();
    },
    { scope: 'worker' },
  ],
  pair: async ({ workersPair }, use) => {
    await workersPair.redis.ask('FLUSHALL');
    await use(workersPair);
    workersPair.clock.reset();
  },
});

/** Starts a Redis, which is empty, in place of one that was stopped, and waits until both instances use it. */
export async function restartRedis(pair: Pair): Promise<void> {
  pair.redis = await startRedis(pair.redis.port);
  const event = { event: 'User.Deleted', createdAt: new Date(), data: { id: 'nobody' } };
  const body = JSON.stringify(event);
  for (const { localUrl, variables } of [pair.app, pair.other]) {
    const signature = signatureOf(body, variables['LOGTO_WEBHOOK_SIGNING_KEY'] ?? '');
    const headers = { [signatureHeader]: signature };
    const init = { method: 'POST', headers, body };
    const noted = async () => (await fetch(`${localUrl}/api/logto/webhook`, init)).status;
    await expect.poll(noted).toBe(200);
  }
}
