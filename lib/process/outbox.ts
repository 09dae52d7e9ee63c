import { LRUCache } from 'lru-cache';
import { outsideRequest } from './outside-request';
import type { Versioned } from './shared-store';

/** Characters that are kept at most; beyond that, what has waited longest is dropped. */
const maxCharacters = 16_000_000;

const firstRetryMilliseconds = 1_000;
const lastRetryMilliseconds = 30_000;

/** Stores an entry for so many seconds. */
type Deliver = (key: string, entry: Versioned, seconds: number) => Promise<Versioned>;

/** What is on its way to Redis: of each key the highest version, until it has arrived or would be over there. */
export class Outbox {
  readonly #entries = new LRUCache<string, Versioned>({
    maxSize: maxCharacters,
    sizeCalculation: ({ value }, key) => key.length + value.length + 1,
  });

  readonly #deliver: Deliver;

  #retry: NodeJS.Timeout | undefined;

  #retryMilliseconds = firstRetryMilliseconds;

  constructor(deliver: Deliver) {
    this.#deliver = deliver;
  }

  /** What is on its way for this key. */
  get(key: string): Versioned | undefined {
    return this.#entries.peek(key);
  }

  /**
   * Delivers an entry: now, and, where that fails, again and again.
   *
   * @returns what the key holds afterwards
   * @throws what the first try throws
   */
  async send(key: string, entry: Versioned, seconds: number): Promise<Versioned> {
    const waiting = this.get(key);
    if (!waiting || waiting.version < entry.version)
      this.#entries.set(key, entry, { ttl: seconds * 1000 });
    try {
      const held = await this.#deliver(key, entry, seconds);
      this.#remove(key, entry);
      return held;
    } catch (error) {
      this.#retryLater();
      throw error;
    }
  }

  /** Delivers all that waits, the oldest first, until it fails. */
  async flush(): Promise<void> {
    try {
      for (const key of [...this.#entries.rkeys()]) {
        // `get` makes the entry the newest: one that Redis doesn't take won't hold up the others next time.
        const entry = this.#entries.get(key);
        const seconds = Math.ceil(this.#entries.getRemainingTTL(key) / 1000);
        if (!entry || seconds <= 0) continue;
        await this.#deliver(key, entry, seconds);
        this.#remove(key, entry);
      }
      this.#retryMilliseconds = firstRetryMilliseconds;
    } catch {
      this.#retryLater();
    }
  }

  #remove(key: string, { version }: Versioned): void {
    if ((this.get(key)?.version ?? Infinity) <= version) this.#entries.delete(key);
  }

  #retryLater(): void {
    if (this.#retry) return;
    const retry = () => {
      this.#retry = undefined;
      void this.flush();
    };
    this.#retry = outsideRequest(() => setTimeout(retry, this.#retryMilliseconds).unref());
    this.#retryMilliseconds = Math.min(2 * this.#retryMilliseconds, lastRetryMilliseconds);
  }
}
