/** Lets so many milliseconds of the simulated clock pass. */
export const pass = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });
