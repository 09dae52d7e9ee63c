import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { weakness } from './settings';

test.each([
  ['has few different characters', 'x'.repeat(40)],
  ['has few different characters', '0110'.repeat(10)],
  ['repeats itself', 'Tr0ub4dor&3xyzTr0ub4dor&3xyzTr0ub4dor&3xyz'],
  ['is a sequence of neighboring characters', 'abcdefghijklmnopqrstuvwxyz0123456789'],
  ['is made of words', 'correct-horse-battery-staple-and-more'],
  ['is made of words', 'Please use something longer than this!'],
  ['is made of words', 'complex_password_at_least_32_characters_long'],
  ['is made of words', 'k3-Secret-9dkw0-sdlfkjw-e0rfi-dfkj2'],
])('a secret that %s', (why, secret) => {
  expect(weakness(secret)).toBe(why);
});

// Hashes: as good as random, and the same in each run.
test.each(['base64', 'base64url', 'hex'] as const)('random values pass, in %s', (encoding) => {
  const secrets = Array.from({ length: 1000 }, (_, index) =>
    createHash('sha256').update(`${index}`).digest(encoding),
  );
  expect(secrets.filter((secret) => weakness(secret) !== undefined)).toEqual([]);
});

test('the shortest random value that is long enough passes', () => {
  expect(weakness('9f86d081884c7d659a2feaa0c55ad015')).toBeUndefined();
});
