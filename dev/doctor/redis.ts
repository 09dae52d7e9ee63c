import { randomUUID } from 'node:crypto';
import { RedisConnection, RedisFailure } from '../../lib/session/redis';
import { reasonOf } from '../requests';
import { check, failed, ok, warning, type Finding } from './check';

const access =
  'Correct the user name and password in REDIS_URL, or the permissions of this Redis user.';

/** Advice for each refusal, by the first word of the answer. */
const fixes: Record<string, string> = {
  NOAUTH: access,
  WRONGPASS: access,
  NOPERM: access,
  ERR: 'Use Redis 6.2 or newer, and give this user the permissions that docs/deployment.md lists.',
  READONLY: 'This is a replica: put the address of the primary in REDIS_URL.',
  OOM: 'It is full: give it more memory.',
  MISCONF: 'It can’t write to its disk: check its log.',
  NOREPLICAS: 'It has too few replicas: start them, or lower min-replicas-to-write.',
  LOADING: 'It is starting: try again in a minute.',
  CLUSTERDOWN: 'The cluster isn’t complete: check CLUSTER INFO.',
  MOVED:
    'This is a node of a cluster: list several nodes in REDIS_URL, separated by commas. If the cluster has one address only, list it twice.',
};

/** Every command that the scripts of the app run, so that a missing permission shows here. */
const script = `
redis.call('set', KEYS[1], ARGV[1], 'EX', 10)
redis.call('expire', KEYS[1], 10)
redis.call('pexpire', KEYS[1], 10000)
redis.call('ttl', KEYS[1])
return redis.call('get', KEYS[1])`;

/** Connects as the app does, stores a value and deletes it again. */
export const redis = check('Redis', ['REDIS_URL'], async ({ config }) => {
  const urls = config.redisUrls;
  if (urls.length === 0)
    return ok('REDIS_URL is not set. A single instance of the app needs none.');
  const where = `Redis at ${urls.map((url) => new URL(url).host).join(', ')}`;
  const connection = new RedisConnection(urls);
  try {
    const key = `logto:doctor:${randomUUID()}`;
    await connection.send((client) => client.eval(script, 1, key, 'here'));
    const held = await connection.send((client) => client.getex(key));
    await connection.send((client) => client.eval("return redis.call('del', KEYS[1])", 1, key));
    if (held !== 'here')
      return failed(`${where} answers, but does not keep values.`, 'Check that it is a Redis.');
    return (await losses(connection, where)) ?? ok(`${where} answers and keeps values.`);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (!(cause instanceof RedisFailure)) throw error;
    const fix = fixes[cause.code];
    if (fix !== undefined) return failed(`${where} refuses (${cause.code}).`, fix);
    return failed(
      `${where} can't be reached: ${reasonOf(cause)}.`,
      'Start it, or correct REDIS_URL. A single instance of the app works without REDIS_URL.',
    );
  } finally {
    await connection.close();
  }
});

/** Checks that Redis keeps its data. If it loses any, a copy of a cookie works again after its user signed out. */
async function losses(redis: RedisConnection, where: string): Promise<Finding | undefined> {
  const policy = await setting(redis, 'maxmemory-policy');
  if (policy !== undefined && policy !== 'noeviction')
    return warning(
      `${where} deletes keys when it is full (maxmemory-policy ${policy}): a copy of a cookie may work again after its user signed out.`,
      'Set its maxmemory-policy to noeviction.',
    );
  const [save, appendOnly] = [await setting(redis, 'save'), await setting(redis, 'appendonly')];
  if (save === '' && appendOnly === 'no')
    return warning(
      `${where} keeps nothing on its disk: after a restart, a copy of a cookie may work again after its user signed out.`,
      'Set its appendonly to yes, or give it a replica to fail over to.',
    );
  return undefined;
}

/** Reads a setting of Redis; `undefined` if this user may not see it, as with most hosted services. */
async function setting(redis: RedisConnection, name: string): Promise<string | undefined> {
  const found = await redis.send((client) => client.config('GET', name)).catch(() => undefined);
  const value: unknown = Array.isArray(found) ? found[1] : undefined;
  return typeof value === 'string' ? value : undefined;
}
