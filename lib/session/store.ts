import 'server-only';
import { getConfig } from '../config';
import type { AuthErrorCode } from '../errors';
import { processWide } from '../process-wide';
import { createMemoryStore } from './memory-store';
import { RedisConnection } from './redis';
import { createRedisStore } from './redis-store';
import type { Session } from './session';

/**
 * The reason why a session ended: `ended` by Logto, or `replaced`: the browser's cookie was removed, or belongs to another
 * session by now. A response for a session that was replaced neither sets nor removes a cookie.
 */
export type EndReason = 'ended' | 'replaced';

/** A session's status in all instances. */
export interface SessionStatus {
  endReason?: EndReason | undefined;
  /** Claims that were issued in this second or before are outdated: seconds, by Logto's clock. */
  claimsOutdatedAt?: number | undefined;
  /** The newest state, if it is newer or more complete than the given one. */
  newest?: Session | undefined;
  /** The code of the temporary error with which the last renewal failed, for ten seconds. */
  failure?: AuthErrorCode | undefined;
}

/** The sessions that Logto ended: all of a user (`sub`) or of a session at Logto (`sid`) that began at `iat` or before. */
export interface Logout {
  sub?: string | undefined;
  sid?: string | undefined;
  iat: number; // seconds, by Logto's clock
}

/** The right to be the only one that works on a session. */
export interface Lease {
  /** @throws {AuthError} `unavailable` if this process was stopped for so long that another renewal may have started */
  assertHeld(): void;
}

/** Sessions as all instances know them. Every method throws an AuthError `unavailable` if Redis can't be reached. */
export interface SessionStore {
  /** Returns a session's status, in one round trip. With an id alone, its newest state is returned if there is one. */
  read(session: Session | { id: string }): Promise<SessionStatus>;

  /**
   * Stores a session's state if it is newer and the session hasn't ended. Kept for an hour, or until the claims expire
   * if that is later; with a new refresh token, until an hour after a browser has shown it, or until the session ends.
   */
  put(session: Session): Promise<void>;

  /** Ends all copies of a session. Returns false if it had ended for this reason, or was replaced, before. */
  end(session: Session, reason: EndReason): Promise<boolean>;

  /** Ends sessions (Back-Channel Logout, 2.7). One that doesn't know its `sid` ends with its user. */
  endAll(logout: Logout): Promise<void>;

  /** Notes that claims about these users are outdated if they were issued in this second, by Logto's clock, or before. */
  markOutdated(subs: string[], at: number): Promise<void>;

  /** Runs one function at a time for a session. A temporary error is thrown to all that waited for it as well. */
  withLock<T>(id: string, work: (lease: Lease) => Promise<T>): Promise<T>;

  /** Returns whether this is the first use of an identifier within the given number of seconds. */
  useOnce(identifier: string, seconds: number): Promise<boolean>;
}

/** Returns the store of this process: in Redis if `REDIS_URL` is set, else in memory. */
export function getStore(): SessionStore {
  return processWide('session store', () => {
    const { redisUrls } = getConfig();
    return redisUrls.length > 0
      ? createRedisStore(new RedisConnection(redisUrls))
      : createMemoryStore();
  });
}
