import type { IdTokenClaims } from '@/lib/auth';

type Named = Pick<IdTokenClaims, 'name' | 'username' | 'email' | 'sub'>;

/** The friendliest name that Logto knows: any of them can be missing or empty. */
export function displayName({ name, username, email, sub }: Named): string {
  return [name, username, email].find(Boolean) ?? sub;
}

/** Up to two letters that stand for a name: those of its first and its last word. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._@-]+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => /^./u.exec(word ?? '')?.[0].toUpperCase() ?? '').join('');
}
