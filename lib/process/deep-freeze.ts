/** Makes a value, and all that is in it, unchangeable: for what several requests share. */
export function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value) as unknown[])
    if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
