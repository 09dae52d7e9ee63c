/** Resolves after the given number of milliseconds of the simulated clock; at once after none. */
export const delay = (milliseconds: number) =>
  milliseconds > 0
    ? new Promise<void>((resolve) => {
        setTimeout(resolve, milliseconds);
      })
    : Promise.resolve();
