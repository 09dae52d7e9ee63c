import { randomUUID } from 'node:crypto';
import { RedisConnection } from '../../lib/process/redis';
import { RedisFailure } from '../../lib/process/redis-failure';
import { createSharedStore } from '../../lib/process/shared-store';
import { reason } from '../ask';
import { failed, ok, warning, type Finding } from './check';

const access = 'Mend the user name and password in REDIS_URL, or what Redis lets this user do.';

/** What to do where Redis refuses, by the first word of its answer. */
const mends: Record<string, string> = {
  NOAUTH: access,
  WRONGPASS: access,
  NOPERM: access,
  READONLY: 'This is a replica: put the address of the primary in REDIS_URL.',
  OOM: 'It is full: give it more memory.',
  MISCONF: 'It can’t write to its disk: look into its log.',
  NOREPLICAS: 'It has too few replicas: start them, or lower min-replicas-to-write.',
  LOADING: 'It is starting: try again in a minute.',
  CLUSTERDOWN: 'The cluster isn’t complete: look at CLUSTER INFO.',
};

/** Connects as the app does, stores a value for a moment, and leaves nothing behind. */
export async function checkRedis(url: string | undefined): Promise<Finding> {
  if (url === undefined) return ok('REDIS_URL is not set: right for a single instance of the app.');
  const where = `Redis at ${new URL(url).host}`;
  const redis = new RedisConnection(url);
  try {
    if (!(await keepsValues(redis)))
      return failed(`${where} answers, but loses what it is given.`, 'Is it another program?');
    return (await losses(redis, where)) ?? ok(`${where} answers, and keeps what it is given.`);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof RedisFailure ? cause.code : '';
    const mend = mends[code];
    return mend === undefined
      ? failed(
          `${where} can't be reached: ${reason(cause)}.`,
          'Start it, or mend REDIS_URL. A single instance of the app needs none: leave REDIS_URL out.',
        )
      : failed(`${where} refuses (${code}).`, mend);
  } finally {
    await redis.close();
  }
}

async function keepsValues(redis: RedisConnection): Promise<boolean> {
  const store = createSharedStore(redis);
  const key = `logto:doctor:${randomUUID()}`;
  await store.setIfNewer(key, { version: 1, value: 'here' }, 10);
  const [held] = await store.get(key);
  await redis.send((client) => client.del(key));
  return held?.value === 'here';
}

/** How Redis may lose what it was told: a copy of a cookie would then outlive its sign-out. */
async function losses(redis: RedisConnection, where: string): Promise<Finding | undefined> {
  const policy = await setting(redis, 'maxmemory-policy');
  if (policy !== undefined && policy !== 'noeviction')
    return warning(
      `${where} forgets what it likes when it is full (maxmemory-policy ${policy}): who has signed out may get in again with a copy of the cookie.`,
      'Set its maxmemory-policy to noeviction.',
    );
  const [save, appendOnly] = [await setting(redis, 'save'), await setting(redis, 'appendonly')];
  if (save === '' && appendOnly === 'no')
    return warning(
      `${where} keeps nothing on its disk: after a restart, who has signed out may get in again with a copy of the cookie.`,
      'Set its appendonly to yes, or give it a replica to fail over to.',
    );
  return undefined;
}

/** `undefined` where Redis doesn't let this user see it, as most services don't. */
async function setting(redis: RedisConnection, name: string): Promise<string | undefined> {
  const found = await redis.send((client) => client.config('GET', name)).catch(() => undefined);
  const value: unknown = Array.isArray(found) ? found[1] : undefined;
  return typeof value === 'string' ? value : undefined;
}
