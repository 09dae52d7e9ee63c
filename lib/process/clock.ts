/** The time, in whole seconds since the epoch, as tokens count it. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}
