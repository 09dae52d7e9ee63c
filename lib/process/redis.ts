import 'server-only';
import { Redis } from 'ioredis';
import { getConfig } from '../config';
import { AuthError } from '../errors';
import { processWide } from './process-wide';

export type { Redis };

/**
 * What all instances share, where `REDIS_URL` names it; else `undefined`. It reconnects by itself.
 * A command fails within two seconds while Redis is away, and isn't sent later.
 */
export function getRedis(): Redis | undefined {
  const { redisUrl } = getConfig();
  return redisUrl === undefined ? undefined : processWide('redis', () => connect(redisUrl));
}

/**
 * Waits for Redis' answer.
 *
 * @throws {AuthError} `unavailable` when there is none
 */
export async function askRedis<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((cause: unknown) => {
    throw new AuthError('unavailable', { cause });
  });
}

function connect(url: string): Redis {
  const redis = new Redis(url, {
    commandTimeout: 2_000,
    connectTimeout: 2_000,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, 1_000),
  });
  // Without a listener, ioredis writes every failed attempt to the console; each command tells its caller.
  redis.on('error', () => undefined);
  return redis;
}
