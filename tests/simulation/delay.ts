/** Resolves after so many milliseconds of the simulated clock. */
export const delay = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });
