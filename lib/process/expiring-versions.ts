import { now } from './clock';

/** Versions that end within one step of so many seconds are forgotten together. */
const stepSeconds = 60;

/**
 * The highest version of each key, for as long as it counts. A million of them take some 120 MB, and
 * each call takes the same time, however many there are.
 */
export class ExpiringVersions {
  readonly #versions = new Map<string, number>();

  /** The versions that end in each step of time. */
  readonly #ending = new Map<number, { keys: string[]; versions: number[] }>();

  #lastStep = 0;

  get size(): number {
    this.#forget();
    return this.#versions.size;
  }

  get(key: string): number | undefined {
    this.#forget();
    return this.#versions.get(key);
  }

  /**
   * Notes a version for so many seconds, unless there is this one or a higher one.
   *
   * @returns whether it was noted
   */
  setIfNewer(key: string, version: number, seconds: number): boolean {
    this.#forget();
    if ((this.#versions.get(key) ?? -Infinity) >= version) return false;
    // A copy in one piece: a string that was put together keeps its parts, and may take ten times the memory.
    const flat = Buffer.from(key).toString();
    this.#versions.set(flat, version);
    const step = Math.floor((now() + seconds) / stepSeconds);
    const ending = this.#ending.get(step) ?? { keys: [], versions: [] };
    this.#ending.set(step, ending);
    ending.keys.push(flat);
    ending.versions.push(version);
    return true;
  }

  /** Once in each step: a version that was set since ends later. */
  #forget(): void {
    const current = Math.floor(now() / stepSeconds);
    if (current === this.#lastStep) return;
    this.#lastStep = current;
    for (const [step, { keys, versions }] of this.#ending) {
      if (step >= current) continue;
      this.#ending.delete(step);
      keys.forEach((key, index) => {
        if (this.#versions.get(key) === versions[index]) this.#versions.delete(key);
      });
    }
  }
}
