import 'server-only';
import { LRUCache } from 'lru-cache';
import { isTransient, type AuthErrorCode } from '../errors';
import type { Session } from './session';
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

const maxStates = 10_000;

const stateTtl = stateSeconds * 1000;

/** Ends of sessions, and events. Losing one could let a signed-out user back in. */
const maxMarks = 1_000_000;

/** Returns a store for a single process. All of it is gone when the process ends. */
export function createMemoryStore(): SessionStore {
  const states = new LRUCache<string, Session>({ max: maxStates, perf: Date });
  const ended = cacheOf<EndReason>();
  const marks = cacheOf<number>();
  const failures = cacheOf<AuthErrorCode>();
  const queue = new LockQueue();

  /** Sets a mark, unless it holds this number or a higher one. */
  const setMark = (mark: string, value: number, seconds: number): boolean => {
    if ((marks.get(mark) ?? -Infinity) >= value) return false;
    marks.set(mark, value, { ttl: seconds * 1000 });
    return true;
  };

  return {
    async read(shown) {
      const { id } = shown;
      const failure = failures.get(id);
      const newest = states.get(id);
      if (!('claims' in shown)) return { endReason: ended.get(id), newest, failure };
      const { generation } = shown;
      if (newest && generation >= newest.rotatedIn && states.getRemainingTTL(id) > stateTtl)
        states.set(id, newest, { ttl: stateTtl });
      const known = shown.omitted ? generation - 1 : generation; // for an incomplete copy, also the same generation
      const [user, sid] = endMarksOf(shown).map((mark) => marks.get(mark) ?? -1);
      const isEnded = shown.signInIat <= Math.max(user ?? -1, sid ?? -1);
      return {
        endReason: ended.get(id) ?? (isEnded ? 'ended' : undefined),
        claimsOutdatedAt: marks.get(outdatedMarkOf(shown.claims.sub)),
        newest: newest && newest.generation > known ? newest : undefined,
        failure,
      };
    },
    async put(session) {
      const { id, generation } = session;
      if (ended.has(id) || generation <= (states.get(id)?.generation ?? -1)) return;
      states.set(id, session, { ttl: secondsToKeep(session) * 1000 });
    },
    async end(session, reason) {
      const before = ended.get(session.id);
      if (before === reason || before === 'replaced') return false;
      states.delete(session.id);
      ended.set(session.id, reason, { ttl: lifeSeconds(session) * 1000 });
      return true;
    },
    async endAll(logout) {
      for (const mark of marksOf(logout)) setMark(mark, logout.iat, markSeconds());
    },
    async markOutdated(subs, at) {
      for (const sub of subs) setMark(outdatedMarkOf(sub), at, markSeconds());
    },
    async useOnce(identifier, seconds) {
      return setMark(`used:${identifier}`, 1, seconds);
    },
    withLock: (id, work) =>
      queue.run(id, async () => {
        failures.delete(id);
        try {
          return await work({ assertHeld: () => undefined });
        } catch (error) {
          if (isTransient(error)) failures.set(id, error.code, { ttl: failureSeconds * 1000 });
          throw error;
        }
      }),
  };
}

/** A cache limited by entries; `max` would reserve memory at once. */
const cacheOf = <V extends string | number>() =>
  new LRUCache<string, V>({ maxSize: maxMarks, sizeCalculation: () => 1, perf: Date });
