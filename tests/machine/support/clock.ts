import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Lifetimes for a local Logto: all tokens are stale, and still valid, when {@link Clock.passLifetime} has moved the clock. */
export const shortLifetimes = {
  accessToken: 60,
  resourceToken: 60,
  organizationToken: 60,
  idToken: 30,
  refreshToken: 14 * 24 * 3600,
};

/**
 * The clock of the servers that have its variables. A test moves it ahead instead of waiting. The local Logto keeps the real time,
 * so the clock may be ahead by as much as the app tolerates: the life of an ID token and three minutes.
 */
export class Clock {
  readonly #folder = mkdtempSync(join(tmpdir(), 'clock-'));
  readonly #file = join(this.#folder, 'ahead');
  #aheadSeconds = 0;

  readonly variables = {
    NODE_OPTIONS: `--import=${new URL('clock.mjs', import.meta.url).href}`,
    CLOCK: this.#file,
  };

  constructor() {
    this.#moveTo(0);
  }

  /** Moves it ahead, from the next request on, until tokens with {@link shortLifetimes} are stale. */
  passLifetime(): void {
    this.#moveTo(this.#aheadSeconds + 40);
  }

  /** Moves it back to the real time. */
  reset(): void {
    this.#moveTo(0);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #moveTo(aheadSeconds: number): void {
    writeFileSync(this.#file, String(aheadSeconds));
    this.#aheadSeconds = aheadSeconds;
  }
}
