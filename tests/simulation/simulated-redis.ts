import { AuthError } from '@/lib/errors';
import type { SharedStore, Versioned } from '@/lib/process/shared-store';
import type { Random } from '../support/random';
import { delay } from './delay';

/** How this Redis behaves. */
export interface RedisBehavior {
  /** Longest time that a command or its answer is on its way. */
  latencyMilliseconds: number;
  /** Of a hundred commands, so many fail: one half before they ran, one half after. */
  failurePercent: number;
}

interface Entry {
  version: number;
  value: string;
  endsAt: number;
}

/** What instances share, with a Redis that is slow, drops commands and answers, and forgets. */
export class SimulatedRedis {
  #entries = new Map<string, Entry>();

  /** Whether it lost something that it had taken, or was told something only later. */
  hasLost = false;

  #behavior: RedisBehavior;

  readonly #random: Random;

  constructor(behavior: RedisBehavior, random: Random) {
    this.#behavior = behavior;
    this.#random = random;
  }

  /** As a failover to a replica does that had not heard of anything yet. */
  forget(): void {
    this.#entries.clear();
    this.hasLost = true;
  }

  /** Nothing fails any more. */
  calmDown(): void {
    this.#behavior = { ...this.#behavior, failurePercent: 0 };
  }

  /**
   * The connection of one instance.
   *
   * @param isAwake resolves when the instance runs: at once, later where it is stopped, never where it died
   */
  connect(isAwake: () => Promise<void>): SharedStore {
    const command = async <T>(run: () => T): Promise<T> => {
      await isAwake();
      await delay(this.#random.below(this.#behavior.latencyMilliseconds));
      const fails = this.#random.inPercent(this.#behavior.failurePercent);
      if (fails && this.#random.inPercent(50)) throw new AuthError('unavailable');
      const answer = run();
      await delay(this.#random.below(this.#behavior.latencyMilliseconds));
      await isAwake();
      if (fails) throw new AuthError('unavailable');
      return answer;
    };
    const read = (key: string): Versioned | undefined => {
      const entry = this.#entries.get(key);
      return entry && entry.endsAt > Date.now() ? entry : undefined;
    };
    const setIfNewer = (key: string, entry: Versioned, seconds: number) => {
      const held = read(key);
      if (held && held.version >= entry.version) return held;
      this.#entries.set(key, { ...entry, endsAt: Date.now() + seconds * 1000 });
      return entry;
    };
    const isOwner = (key: string, owner: string) => read(key)?.value === owner;
    return {
      pending: () => undefined,
      get: (...keys) => command(() => keys.map(read)),
      setIfNewer: async (key, entry, seconds) => {
        const attempt = () => command(() => setIfNewer(key, entry, seconds));
        return attempt()
          .catch(attempt)
          .catch((error: unknown) => {
            this.hasLost = true;
            void this.#tellLater(attempt);
            throw error;
          });
      },
      acquireLock: (key, owner, milliseconds) =>
        command(() => {
          if (read(key)) return false;
          this.#entries.set(key, { version: 0, value: owner, endsAt: Date.now() + milliseconds });
          return true;
        }),
      extendLock: (key, owner, milliseconds) =>
        command(() => {
          if (!isOwner(key, owner)) return false;
          this.#entries.set(key, { version: 0, value: owner, endsAt: Date.now() + milliseconds });
          return true;
        }),
      releaseLock: (key, owner) =>
        command(() => {
          if (isOwner(key, owner)) this.#entries.delete(key);
        }).catch(() => undefined),
    };
  }

  async #tellLater(attempt: () => Promise<unknown>): Promise<void> {
    for (;;) {
      await delay(1_000);
      if (
        await attempt().then(
          () => true,
          () => false,
        )
      )
        return;
    }
  }
}
