/** Returns the time in whole seconds since the epoch, as tokens count it. */
export const now = (): number => Math.floor(Date.now() / 1000);

/** Seconds that Logto's clock and ours may differ. */
export const clockToleranceSeconds = 180;
