import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuthError, authErrorCodes, isTransient } from '../errors';
import type { RedisConnection } from './redis';
import * as scripts from './redis-scripts';
import { openSession, sealSession } from './seal';
import type { EndReason, SessionStore } from './store';
import {
  endMarksOf,
  failureSeconds,
  lifeSeconds,
  LockQueue,
  markSeconds,
  marksOf,
  outdatedMarkOf,
  secondsToKeep,
  stateSeconds,
} from './store-parts';

/** A lock expires after 2 s, so that others can retry within the 3 s that Logto accepts a used refresh token. */
const lockMilliseconds = 2_000;

const extendMilliseconds = 600;
const waitMilliseconds = 5_000;
const pollMilliseconds = 25;

/** Number of marks sent together: waiting for the others counts towards the 2 s limit of each. */
const marksAtOnce = 1_000;

/** Not a cookie's: somebody who can read Redis must not be able to use what they find there as a cookie. */
const kind = 'stored session';

const stateKey = (id: string) => `logto:session:${id}`;
const lockKey = (id: string) => `logto:lock:${id}`;
const markKey = (mark: string) => `logto:${mark}`;

/** Returns a store that all instances with the same Redis share. States in it are encrypted. */
export function createRedisStore(redis: Pick<RedisConnection, 'send'>): SessionStore {
  const queue = new LockQueue();

  const run = (script: string, key: string, ...args: (string | number)[]): Promise<unknown> =>
    redis.send((client) => client.eval(script, 1, key, ...args));

  const setMark = (mark: string, value: number, seconds: number) =>
    run(scripts.setIfHigher, markKey(mark), value, seconds);

  return {
    async read(shown) {
      const session = 'claims' in shown ? shown : undefined;
      const marks = session ? [...endMarksOf(session), outdatedMarkOf(session.claims.sub)] : [];
      const generation = session?.generation ?? -1;
      const known = session?.omitted ? generation - 1 : generation; // for an incomplete copy, also the same generation
      const [state, lock, ...held] = await redis.send((client) =>
        Promise.all([
          client.eval(scripts.readState, 1, stateKey(shown.id), known, generation, stateSeconds),
          // GETEX counts as a write, so a replica that was the primary before a failover refuses it.
          ...[lockKey(shown.id), ...marks.map(markKey)].map((key) => client.getex(key)),
        ]),
      );
      const [user, sid, outdated] = held.map((mark) => Number(mark ?? -1));
      const isEnded = session && session.signInIat <= Math.max(user ?? -1, sid ?? -1);
      const text = typeof state === 'string' ? state : '';
      return {
        endReason: endReasonIn(text) ?? (isEnded ? 'ended' : undefined),
        claimsOutdatedAt: outdated === -1 ? undefined : outdated,
        newest: await openSession(text.replace(/^\d+:\d+:/, ''), kind),
        failure: failureIn(lock),
      };
    },

    async put(session) {
      const { id, generation, rotatedIn } = session;
      const seconds = secondsToKeep(session);
      const entry = `${generation}:${rotatedIn}:${await sealSession(session, seconds, kind)}`;
      await run(scripts.putState, stateKey(id), generation, entry, seconds);
    },

    async end(session, reason) {
      const key = stateKey(session.id);
      return (await run(scripts.endState, key, reason, lifeSeconds(session))) === 1;
    },

    async endAll(logout) {
      const marks = marksOf(logout);
      await Promise.all(marks.map((mark) => setMark(mark, logout.iat, markSeconds())));
    },

    async markOutdated(subs, at) {
      for (let start = 0; start < subs.length; start += marksAtOnce) {
        const some = subs.slice(start, start + marksAtOnce);
        await Promise.all(some.map((sub) => setMark(outdatedMarkOf(sub), at, markSeconds())));
      }
    },

    async useOnce(identifier, seconds) {
      return (await setMark(`used:${identifier}`, 1, seconds)) === 1;
    },

    withLock: (id, work) =>
      queue.run(id, async () => {
        const lock = await acquire(run, lockKey(id));
        let failure = '';
        try {
          return await work(lock);
        } catch (error) {
          if (isTransient(error)) failure = `failed:${error.code}`;
          throw error;
        } finally {
          await lock.release(failure);
        }
      }),
  };
}

type Run = (script: string, key: string, ...args: (string | number)[]) => Promise<unknown>;

/**
 * Waits for a lock, and keeps it until it is released.
 * @throws {AuthError} `unavailable` if it isn't free in time; and the error with which another instance released it
 */
async function acquire(run: Run, key: string) {
  const owner = crypto.randomUUID();
  const release = async (failure: string) => {
    // A lock that can't be released ends by itself.
    await run(scripts.unlock, key, owner, failure, failureSeconds).catch(() => undefined);
  };
  const deadline = performance.now() + waitMilliseconds;
  // `performance.now()` may stop while the process is frozen, so this uses the system's clock.
  let heldFrom = Date.now();
  try {
    for (let waited = 0; ; waited = 1) {
      heldFrom = Date.now();
      const answer = await run(scripts.lock, key, owner, lockMilliseconds, waited);
      if (answer === 1) break;
      const failure = failureIn(answer);
      if (failure) throw new AuthError(failure);
      if (performance.now() > deadline) throw new AuthError('unavailable');
      await sleep(pollMilliseconds);
    }
  } catch (error) {
    void release(''); // it may have been taken although the answer was lost
    throw error;
  }
  const extend = async () => {
    const sentAt = Date.now();
    const isOurs = await run(scripts.extendLock, key, owner, lockMilliseconds).catch(() => 0);
    if (isOurs === 1) heldFrom = sentAt;
  };
  const timer = setInterval(() => void extend(), extendMilliseconds);
  return {
    assertHeld() {
      if (Date.now() >= heldFrom + lockMilliseconds) throw new AuthError('unavailable');
    },
    release(failure: string) {
      clearInterval(timer);
      return release(failure);
    },
  };
}

const endReasonIn = (entry: string): EndReason | undefined =>
  (['ended', 'replaced'] as const).find((reason) => reason === entry);

const failureIn = (entry: unknown) => authErrorCodes.find((code) => entry === `failed:${code}`);
