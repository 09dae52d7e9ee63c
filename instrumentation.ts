import type { Instrumentation } from 'next';

/**
 * Runs once when the server starts, before it takes a request: an environment that can't work stops
 * it here, with every problem in one list, instead of failing at the first sign-in.
 */
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { exitOnBadConfig } = await import('./lib/process/exit-on-bad-config');
    exitOnBadConfig();
  }
}

/** Runs for each error of a page, an action or a route that nothing in the app caught: one line of the log. */
export const onRequestError: Instrumentation.onRequestError = async (...details) => {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { logRequestError } = await import('./lib/user/request-error');
    await logRequestError(...details);
  }
};
