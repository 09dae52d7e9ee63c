/** The time, in whole seconds since the epoch, as tokens count it. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** Seconds that Logto's clock may be ahead of ours, or behind it. */
export const clockToleranceSeconds = 180;
