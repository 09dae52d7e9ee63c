import 'server-only';
import { sealData, unsealData } from 'iron-session';
import { setTimeout as sleep } from 'node:timers/promises';
import { getConfig } from '../config';
import { AuthError } from '../errors';
import { askRedis, getRedis, type Redis } from '../process/redis';
import { newer, sessionSchema, type Session } from './session';

/** Seconds a renewed session is kept for other instances. */
const memory = 60;

/** Milliseconds one instance may take for a renewal: discovery, token and key set, 5 s each. */
const turn = 20_000;

/** Frees the lock only where it is still ours. */
const unlock = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end`;

/**
 * Renews a session as the only one of all instances that share a Redis, from the newest state any of
 * them has. Without Redis, the instance is on its own.
 *
 * @throws {AuthError} `unavailable` when Redis can't be asked
 */
export async function renewShared(
  session: Session,
  isEnough: (latest: Session) => boolean,
  renew: (latest: Session) => Promise<Session>,
): Promise<Session> {
  const redis = getRedis();
  if (!redis) return renew(session);
  const lockKey = `logto:renewing:${session.id}`;
  const stateKey = `logto:session:${session.id}`;
  const ours = crypto.randomUUID();
  await lock(redis, lockKey, ours);
  try {
    const shared = await read(redis, stateKey);
    const latest = shared ? newer(session, shared) : session;
    if (isEnough(latest)) return latest;
    const renewed = await renew(latest);
    await write(redis, stateKey, renewed);
    return renewed;
  } finally {
    // A lock that can't be freed ends by itself.
    await redis.eval(unlock, 1, lockKey, ours).catch(() => undefined);
  }
}

async function lock(redis: Redis, key: string, ours: string): Promise<void> {
  const deadline = Date.now() + turn;
  while ((await askRedis(redis.set(key, ours, 'PX', turn, 'NX'))) !== 'OK') {
    if (Date.now() > deadline) throw new AuthError('unavailable');
    await sleep(20);
  }
}

async function read(redis: Redis, key: string): Promise<Session | undefined> {
  const value = await askRedis(redis.get(key));
  if (value === null) return undefined;
  const password = getConfig().sessionPasswords;
  return sessionSchema.safeParse(await unsealData(value, { password, ttl: memory })).data;
}

/** The renewal counts even where Redis is lost at this moment: the browser gets its cookie. */
async function write(redis: Redis, key: string, session: Session): Promise<void> {
  const value = await sealData(session, { password: getConfig().sessionPasswords, ttl: memory });
  await redis.set(key, value, 'EX', memory).catch(() => undefined);
}
