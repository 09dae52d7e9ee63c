import { appPaths } from '../paths';
import type { SignInOptions } from './sign-in-options';

/** Returns the link that signs a user in: an ordinary `<a href>`, no script needed. */
export function signInPath(options: SignInOptions = {}): string {
  const query = new URLSearchParams();
  const values: Record<string, string | number | string[] | undefined> = { ...options };
  for (const [name, value = ''] of Object.entries(values)) {
    const text = Array.isArray(value) ? value.join(' ') : String(value);
    const snakeCase = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (text !== '') query.set(snakeCase, text);
  }
  return query.size > 0 ? `${appPaths.signIn}?${query.toString()}` : appPaths.signIn;
}
