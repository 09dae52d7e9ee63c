import { randomBytes } from 'node:crypto';

/** Choices that are the same for the same seed. */
export interface Random {
  /** A whole number from 0 to below this one. */
  below: (limit: number) => number;
  /** Returns true in the given percentage of cases. */
  inPercent: (percent: number) => boolean;
  pick: <T>(values: readonly [T, ...T[]]) => T;
}

/** Mulberry32: good enough to choose test data, and for nothing else. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    inPercent: (percent) => below(100) < percent,
    pick: (values) => values[below(values.length)] ?? values[0],
  };
}

/** Text that no compression makes smaller than three quarters. */
export const randomText = (length: number) =>
  randomBytes(length).toString('base64url').slice(0, length);
