import type { Config } from '../../lib/config';
import { ok, warning, type Finding } from './check';

/** A random value of 32 characters has more different ones, also in hexadecimal. */
const fewCharacters = 10;

const commonWords =
  /passw(or)?d|secret|change.?me|example|default|session|cookie|logto|qwert|admin/i;

/** Words with separators, as people write them. */
const phrase = /^[A-Z]?[a-z]+([ _.,-]+[A-Z]?[a-z]+)+[!.\d]*$/;

/** Checks that the secret looks random: a person who guesses it can sign in as any user. The app itself checks its length. */
export function checkSessionSecret({ sessionSecrets }: Config): Finding {
  const weak = sessionSecrets.flatMap(({ id, secret }) => {
    const why = weakness(secret);
    const name = sessionSecrets.length > 1 ? `SESSION_SECRET number ${id}` : 'SESSION_SECRET';
    return why === undefined ? [] : [`${name} ${why}.`];
  });
  if (weak.length === 0) return ok('SESSION_SECRET is long and looks random.');
  const fix =
    'A person who guesses it can sign in as any user. Make one with: openssl rand -base64 32';
  return warning(weak.join(' '), fix);
}

/** Returns the reason why a secret could be guessed; `undefined` if it looks random. */
export function weakness(secret: string): string | undefined {
  if (new Set(secret).size < fewCharacters) return 'has few different characters';
  if (isRepetition(secret)) return 'repeats itself';
  if (isSequence(secret)) return 'is a sequence of neighboring characters';
  if (commonWords.test(secret) || phrase.test(secret)) return 'is made of words';
  return undefined;
}

function isRepetition(secret: string): boolean {
  for (let period = 1; period <= secret.length / 2; period++) {
    if (secret.startsWith(secret.slice(period))) return true;
  }
  return false;
}

function isSequence(secret: string): boolean {
  const codes = Array.from(secret, (character) => character.charCodeAt(0));
  const steps = codes.slice(1).map((code, index) => Math.abs(code - (codes[index] ?? 0)));
  return steps.filter((step) => step <= 1).length > steps.length / 2;
}
