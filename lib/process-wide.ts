import { AsyncLocalStorage } from 'node:async_hooks';

/** Returns one value for the whole process: each bundle has its own copy of a module. */
export function processWide<T>(name: string, create: () => T): T {
  const values = globalThis as { [key: symbol]: unknown };
  const key = Symbol.for(`logto-next-starter:${name}`);
  return (values[key] ??= create()) as T;
}

/** Runs a function without the request's context, which Node would keep as long as a timer or socket made in it. */
export const outsideRequest: <T>(make: () => T) => T = AsyncLocalStorage.snapshot();
