import type { IdTokenClaims } from '@/lib/auth';

type Named = Pick<IdTokenClaims, 'name' | 'username' | 'email' | 'sub'>;

/** Returns the best name for a user that Logto sent. Any of the claims can be missing or empty. */
export function displayName({ name, username, email, sub }: Named): string {
  return [name, username, email].find(Boolean) ?? sub;
}

/** Returns up to two initials of a name: of its first and its last word. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._@-]+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => /^./u.exec(word ?? '')?.[0].toUpperCase() ?? '').join('');
}
