import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { reason } from '../ask';
import { failed, ok, type Finding } from './check';

/** Milliseconds that Redis may take, as in the app. */
const timeout = 2_000;

/** Connects as the app does, and leaves nothing behind. */
export async function checkRedis(url: string | undefined): Promise<Finding> {
  if (url === undefined) return ok('REDIS_URL is not set: right for a single instance of the app.');
  const redis = new Redis(url, {
    lazyConnect: true,
    commandTimeout: timeout,
    connectTimeout: timeout,
    maxRetriesPerRequest: 0,
    retryStrategy: null,
  });
  const errors: Error[] = [];
  redis.on('error', (error: Error) => errors.push(error));
  const where = `Redis at ${new URL(url).host}`;
  const key = `logto:doctor:${randomUUID()}`;
  try {
    await redis.connect();
    await redis.ping();
    await redis.set(key, 'well', 'EX', 10);
    const kept = await redis.get(key);
    await redis.del(key);
    return kept === 'well'
      ? ok(`${where} answers, and keeps what it is given.`)
      : failed(`${where} answers, but loses what it is given.`, 'Is it another program?');
  } catch (error) {
    return explain(where, errors[0] ?? error);
  } finally {
    redis.disconnect();
  }
}

function explain(where: string, error: unknown): Finding {
  const refusal = /^(NOAUTH|WRONGPASS|NOPERM|READONLY|OOM|LOADING)/.exec(
    error instanceof Error ? error.message : '',
  )?.[1];
  return refusal === undefined
    ? failed(
        `${where} can't be reached: ${reason(error)}.`,
        'Start it, or mend REDIS_URL. A single instance of the app needs none: leave REDIS_URL out.',
      )
    : failed(
        `${where} refuses (${refusal}).`,
        'Mend the user name and password in REDIS_URL, or what Redis lets this user do.',
      );
}
