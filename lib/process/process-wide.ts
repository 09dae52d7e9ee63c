/**
 * One value for the whole process. Next bundles pages and route handlers apart, and a module that
 * several of them import exists several times; what they must share lives on `globalThis`.
 */
export function processWide<T>(name: string, create: () => T): T {
  const values = globalThis as { [key: symbol]: unknown };
  const key = Symbol.for(`logto-next-starter:${name}`);
  return (values[key] ??= create()) as T;
}
