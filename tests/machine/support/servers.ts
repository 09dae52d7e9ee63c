import { join } from 'node:path';
import type { LocalLogto } from '@/dev/logto/server';
import { signatureHeader, signatureOf } from '@/dev/logto/webhooks';
import { secret, startApp, startAppWithLogto, type App } from '../../support/app';
import { expect, test as base } from '../../support/fixtures';
import { Clock, shortLifetimes } from './clock';
import { startRedis } from './redis';
import { startWithoutMiddleware } from './without-middleware';

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

/** A strict Logto, and an app whose clock a test may move. */
export interface Strict {
  logto: LocalLogto;
  app: App;
  clock: Clock;
}

const strict = {
  rotation: 'always',
  refreshTokenGrace: 0,
  lifetimes: shortLifetimes,
} as const;

interface WorkerServers {
  workersStrict: Strict;
  workersPair: Pair;
  /** The app of the usual servers, without the middleware. */
  bare: App;
}

/**
 * The usual fixtures, and further servers that a worker starts if a test needs them. They are all here, because Playwright starts a
 * worker for each set of such fixtures. Each test begins with the real time, and with an empty Redis.
 */
export const test = base.extend<{ strict: Strict; pair: Pair }, WorkerServers>({
  workersStrict: [
    async ({}, use) => {
      const clock = new Clock();
      const { logto, app } = await startAppWithLogto(strict, clock.variables);
      await use({ logto, app, clock });
      await app.stop();
      await logto.close();
      clock.remove();
    },
    { scope: 'worker' },
  ],
  strict: async ({ workersStrict }, use) => {
    await use(workersStrict);
    workersStrict.clock.reset();
  },

  workersPair: [
    async ({}, use) => {
      const [redis, clock] = [await startRedis(), new Clock()];
      const [old, fresh] = [secret(), secret()];
      const { logto, app } = await startAppWithLogto(strict, {
        REDIS_URL: redis.url,
        SESSION_SECRET: `1:${old},2:${fresh}`,
        ...clock.variables,
      });
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

  bare: [
    async ({ servers }, use, { project, workerIndex }) => {
      const directory = join(project.outputDir, `without-middleware-${workerIndex}`);
      const bare = await startWithoutMiddleware(servers.app, directory);
      await use(bare);
      await bare.stop();
    },
    { scope: 'worker' },
  ],
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
