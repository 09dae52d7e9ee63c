import type { IdTokenClaims } from '@/lib/auth';

type Named = Pick<IdTokenClaims, 'name' | 'username' | 'email' | 'sub'>;

/** Returns the best name for a user that Logto sent. Any of the claims can be missing or empty. */
export function displayName({ name, username, email, sub }: Named): string {
  return [name, username, email].find(Boolean) ?? sub;
}
