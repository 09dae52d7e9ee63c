import 'server-only';
import { AuthError, authErrorCodes } from '../errors';
import type { SharedStore, Versioned } from '../process/shared-store';
import type { Attempt } from './attempt';
import { newer, type Session } from './session';

/** How long a lock lasts by itself: an instance that was killed delays the others by less than Logto's grace of 3 s. */
const lockMilliseconds = 2_000;

/** How often an instance that works keeps its lock. */
const heartbeatMilliseconds = 600;

/** How long an instance waits for a lock. */
const waitMilliseconds = 5_000;

/** How long an instance waits between two tries to get a lock that another one has. */
const pollMilliseconds = 25;

/** How long a state is kept for other instances: as long as one process would remember it. */
export const stateSeconds = 10 * 60;

/** How long a failure is told to instances that waited for it. */
const failureSeconds = 5;

/** How states are written down for other instances: sealed. */
export interface Codec {
  encode(state: Session): Promise<string>;
  /** `undefined` for what isn't a state of ours. */
  decode(text: string): Promise<Session | undefined>;
}

/**
 * One attempt at a time for each session across all instances that share a Redis: by a lock that is
 * short and kept alive, and by the newest state, which each reads before and writes after its attempt.
 * Versions decide, not the lock: an instance that was stopped and lost its lock can't overwrite what
 * another one stored meanwhile.
 */
export class SharedRenewals {
  readonly #store: SharedStore;

  readonly #codec: Codec;

  constructor(store: SharedStore, codec: Codec) {
    this.#store = store;
    this.#codec = codec;
  }

  /**
   * Runs an attempt while this instance has the session's lock, unless what it wants is there by then.
   *
   * @param state the newest one that this instance knows
   * @throws {AuthError} `unavailable` when Redis can't be reached or the lock can't be had in time; and
   *   what the attempt throws, here or at the instance that had the lock
   */
  async runLocked(id: string, state: Session | undefined, attempt: Attempt): Promise<Session> {
    const lock = await this.#acquire(id);
    try {
      const [held, failure] = await this.#store.get(stateKey(id), failureKey(id));
      if (lock.waited && failure && failure.version !== lock.failureBefore?.version)
        throw new AuthError(codeIn(failure.value));
      const latest = newestOf(state, held && (await this.#codec.decode(held.value)));
      if (latest && attempt.isEnough(latest)) return latest;
      const next = await this.#run(id, latest, attempt, lock);
      await this.#publish(next);
      return next;
    } finally {
      clearInterval(lock.heartbeat);
      await this.#store.releaseLock(lockKey(id), lock.owner);
    }
  }

  /**
   * Stores a state for all instances, unless one of them was faster. Where Redis is lost at this moment the
   * state counts all the same: the browser gets its cookie, and Redis is told when it is back.
   */
  async #publish(state: Session): Promise<void> {
    const entry = { version: state.generation, value: await this.#codec.encode(state) };
    await this.#store.setIfNewer(stateKey(state.id), entry, stateSeconds).catch(() => undefined);
  }

  async #run(
    id: string,
    latest: Session | undefined,
    attempt: Attempt,
    lock: Lock,
  ): Promise<Session> {
    const assertHeld = () => {
      if (!isHeld(lock)) throw new AuthError('unavailable');
    };
    try {
      return await attempt.run(latest, {
        assertHeld,
        publish: (changed) => this.#publish(changed),
      });
    } catch (error) {
      if (error instanceof AuthError && attempt.concernsAll(error) && isHeld(lock)) {
        const entry = { version: Date.now(), value: error.code };
        await this.#store.setIfNewer(failureKey(id), entry, failureSeconds).catch(() => undefined);
      }
      throw error;
    }
  }

  async #acquire(id: string): Promise<Lock> {
    const owner = crypto.randomUUID();
    const key = lockKey(id);
    const deadline = performance.now() + waitMilliseconds;
    let waited = false;
    let failureBefore: Versioned | undefined;
    let sentAt = Date.now();
    while (!(await this.#store.acquireLock(key, owner, lockMilliseconds))) {
      if (!waited) [failureBefore] = await this.#store.get(failureKey(id));
      waited = true;
      if (performance.now() > deadline) throw new AuthError('unavailable');
      await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
      sentAt = Date.now();
    }
    const keepAlive = async () => {
      const extendedAt = Date.now();
      if (await this.#store.extendLock(key, owner, lockMilliseconds).catch(() => false))
        lock.heldFrom = extendedAt;
    };
    const heartbeat = setInterval(() => void keepAlive(), heartbeatMilliseconds);
    const lock: Lock = { owner, waited, failureBefore, heartbeat, heldFrom: sentAt };
    return lock;
  }
}

/** A lock that this instance has. */
interface Lock {
  owner: string;
  /** Whether another instance had it first. */
  waited: boolean;
  failureBefore: Versioned | undefined;
  heartbeat: NodeJS.Timeout;
  /** When it was last asked for with success: milliseconds since the epoch, because a clock that counts may stop with a frozen process. */
  heldFrom: number;
}

/** Whether it is sure that no other instance has the lock by now. */
const isHeld = ({ heldFrom }: Lock): boolean => Date.now() < heldFrom + lockMilliseconds;

const lockKey = (id: string) => `logto:lock:${id}`;
const stateKey = (id: string) => `logto:session:${id}`;
const failureKey = (id: string) => `logto:failure:${id}`;

const newestOf = (a: Session | undefined, b: Session | undefined) =>
  a && b ? newer(a, b) : (a ?? b);

const codeIn = (value: string) => authErrorCodes.find((code) => code === value) ?? 'unavailable';
