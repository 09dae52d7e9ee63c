import { expect, test } from 'vitest';
import { levelInWords, methodsInWords } from './sign-in-words';

test('every method of RFC 8176 has words', () => {
  const methods =
    'face fpt geo hwk iris kba mca mfa otp pin pwd rba retina sc sms swk tel user vbm wia'.split(
      ' ',
    );
  for (const method of methods) expect(methodsInWords([method])).not.toBe(method);
  expect(methodsInWords(['pwd', 'otp'])).toBe('a password, a one-time code');
});

test('unknown methods and levels are unchanged', () => {
  expect(methodsInWords(['pwd', 'constructor', 'x'])).toBe('a password, constructor, x');
  expect(levelInWords('urn:logto:acr:mfa')).toBe('Several factors');
  for (const acr of ['phr', 'constructor', '__proto__']) expect(levelInWords(acr)).toBe(acr);
});
