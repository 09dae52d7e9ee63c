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
  raise(key: string, entry: Versioned, seconds: number): Promise<Versioned>;

  /** Takes a lock for so many milliseconds; whether it was free. One that may have been taken although the answer was lost is released. */
  claim(key: string, owner: string, milliseconds: number): Promise<boolean>;

  /** Keeps a lock for so many milliseconds from now; whether it is still this owner's. */
  extend(key: string, owner: string, milliseconds: number): Promise<boolean>;

  /** Releases a lock, where it is still this owner's. Never throws: a lock that can't be released ends by itself. */
  release(key: string, owner: string): Promise<void>;
}
