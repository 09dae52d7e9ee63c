import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Runs a function outside of the request that calls it. Node keeps a request's whole context (some 80 KB
 * in Next) for as long as a timer, a socket or a promise that was made in it: what outlives the
 * request is made here.
 */
export const outsideRequest: <T>(make: () => T) => T = AsyncLocalStorage.snapshot();
