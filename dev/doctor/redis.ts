import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { reason } from '../ask';
import { failed, ok, type Finding } from './check';

/** Milliseconds that Redis may take for all of it. */
const timeout = 2_000;

/** Connects as the app does, stores a value for a moment, and leaves nothing behind. */
export async function checkRedis(url: string | undefined): Promise<Finding> {
  if (url === undefined) return ok('REDIS_URL is not set: right for a single instance of the app.');
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: timeout,
    maxRetriesPerRequest: 0,
    retryStrategy: null,
  });
  const errors: Error[] = [];
  redis.on('error', (error: Error) => errors.push(error));
  const where = `Redis at ${new URL(url).host}`;
  try {
    const outcome = await Promise.race([tryOut(redis), sleep(timeout, 'late', { ref: false })]);
    if (outcome === 'kept') return ok(`${where} answers, and keeps what it is given.`);
    return outcome === 'late'
      ? unreachable(where, 'no answer within 2 seconds')
      : failed(`${where} answers, but loses what it is given.`, 'Is it another program?');
  } catch (error) {
    const first = errors[0] ?? error;
    const refusal = /^(NOAUTH|WRONGPASS|NOPERM|READONLY|OOM|LOADING)/.exec(
      first instanceof Error ? first.message : '',
    )?.[1];
    if (refusal === undefined) return unreachable(where, reason(first));
    return failed(
      `${where} refuses (${refusal}).`,
      'Mend the user name and password in REDIS_URL, or what Redis lets this user do.',
    );
  } finally {
    redis.disconnect();
  }
}

async function tryOut(redis: Redis): Promise<'kept' | 'lost'> {
  const key = `logto:doctor:${randomUUID()}`;
  await redis.connect();
  await redis.ping();
  await redis.set(key, 'here', 'EX', 10);
  const value = await redis.get(key);
  await redis.del(key);
  return value === 'here' ? 'kept' : 'lost';
}

const unreachable = (where: string, why: string): Finding =>
  failed(
    `${where} can't be reached: ${why}.`,
    'Start it, or mend REDIS_URL. A single instance of the app needs none: leave REDIS_URL out.',
  );
