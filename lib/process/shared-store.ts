import 'server-only';
import { getConfig } from '../config';
import { Outbox } from './outbox';
import { processWide } from './process-wide';
import { RedisConnection } from './redis';
import type { RedisClient } from './redis-clients';

/** A value with the version that decides which of two is the newer. */
export interface Versioned {
  version: number;
  value: string;
}

/**
 * What the instances of this app share. Every method is one command on one key, so that a Redis cluster
 * serves it, and throws an `AuthError` `unavailable`, with the reason as its cause, when Redis
 * can't be reached.
 */
export interface SharedStore {
  /** What these keys hold, in one round trip. */
  get(...keys: string[]): Promise<(Versioned | undefined)[]>;

  /**
   * Stores a value, unless the key already holds this version or a higher one. One immediate retry;
   * what can't be stored even then is kept here, and stored when Redis is back.
   *
   * @returns what the key holds afterwards
   */
  setIfNewer(key: string, entry: Versioned, seconds: number): Promise<Versioned>;

  /** What {@link setIfNewer} is storing in this process, or couldn't store yet. No network. */
  pending(key: string): Versioned | undefined;

  /** Takes a lock for so many milliseconds; whether it was free. One that may have been taken although the answer was lost is released. */
  acquireLock(key: string, owner: string, milliseconds: number): Promise<boolean>;

  /** Keeps a lock for so many milliseconds from now; whether it is still this owner's. */
  extendLock(key: string, owner: string, milliseconds: number): Promise<boolean>;

  /** Releases a lock, where it is still this owner's. Never throws: a lock that can't be released ends by itself. */
  releaseLock(key: string, owner: string): Promise<void>;
}

/**
 * The store that `REDIS_URL` names; `undefined` without it: then this instance is on its own. It is the
 * same for the whole process, and connects when it is first used.
 */
export function getSharedStore(): SharedStore | undefined {
  const { redisUrl } = getConfig();
  return redisUrl === undefined
    ? undefined
    : processWide('shared store', () => createSharedStore(new RedisConnection(redisUrl)));
}

/** A store in this Redis. */
export function createSharedStore(redis: RedisConnection): SharedStore {
  const evaluate = (script: string, key: string, ...args: (string | number)[]) =>
    redis.send((client) => client.eval(script, 1, key, ...args));

  const outbox = new Outbox(async (key, { version, value }, seconds) => {
    const held = await evaluate(setIfNewerScript, key, version, value, seconds);
    return parseEntry(held) ?? { version, value };
  });
  redis.onReady(() => void outbox.flush());
  const read = createReader();
  const releaseLock = async (key: string, owner: string) => {
    await evaluate(releaseLockScript, key, owner).catch(() => undefined);
  };
  return {
    get: (...keys) => redis.send((client) => read(client, keys)),
    pending: (key) => outbox.get(key),
    setIfNewer: (key, entry, seconds) => outbox.send(key, entry, seconds),
    async acquireLock(key, owner, milliseconds) {
      try {
        return (await evaluate(acquireLockScript, key, owner, milliseconds)) === 1;
      } catch (error) {
        void releaseLock(key, owner);
        throw error;
      }
    },
    extendLock: async (key, owner, milliseconds) =>
      (await evaluate(extendLockScript, key, owner, milliseconds)) === 1,
    releaseLock,
  };
}

/**
 * `GETEX` changes nothing here, but counts as a write, so only a primary answers it: a replica that a
 * failover has left behind doesn't know which sessions are over.
 */
function createReader() {
  let command: 'getex' | 'get' = 'getex';
  return async (client: RedisClient, keys: string[]) => {
    const read = () => Promise.all(keys.map((key) => client[command](key)));
    const held = await read().catch((error: unknown) => {
      if (!isWithoutGetex(error)) throw error;
      command = 'get';
      return read();
    });
    return held.map(parseEntry);
  };
}

/** Redis up to 6.1 doesn't have it; and a user may not be allowed it. */
const isWithoutGetex = (error: unknown) =>
  error instanceof Error && /^(ERR unknown command|NOPERM.*'getex')/.test(error.message);

/** Entries are kept as `<version>:<value>`. */
const setIfNewerScript = `
local held = redis.call('get', KEYS[1])
local version = held and tonumber(held:match('^(.-):') or '')
if version and version >= tonumber(ARGV[1]) then return held end
local entry = ARGV[1] .. ':' .. ARGV[2]
redis.call('set', KEYS[1], entry, 'EX', ARGV[3])
return entry`;

/** A lock that is this owner's already counts as taken: the command may come twice. */
const acquireLockScript = `
if redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
return redis.call('get', KEYS[1]) == ARGV[1] and 1 or 0`;

const extendLockScript = `
return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('pexpire', KEYS[1], ARGV[2]) or 0`;

const releaseLockScript = `
return redis.call('get', KEYS[1]) == ARGV[1] and redis.call('del', KEYS[1]) or 0`;

function parseEntry(held: unknown): Versioned | undefined {
  if (typeof held !== 'string') return undefined;
  const end = held.indexOf(':');
  if (end < 1) return undefined;
  return { version: Number(held.slice(0, end)), value: held.slice(end + 1) };
}
