import { expect, test, vi } from 'vitest';
import { AuthError, codeOf, isTransient } from './errors';

test('an error of another bundle, which has its own copy of this file, is an AuthError, too', async () => {
  vi.resetModules();
  const { AuthError: Copy } = await import('./errors');
  expect(Copy).not.toBe(AuthError);
  expect(new Copy('unavailable')).toBeInstanceOf(AuthError);
  expect(isTransient(new Copy('unavailable'))).toBe(true);
});

test('an error of another library is not an AuthError, whatever its name and code', () => {
  class OtherAuthError extends Error {
    override name = 'AuthError';
    code = 'forbidden';
  }
  expect(new OtherAuthError()).not.toBeInstanceOf(AuthError);
  expect(codeOf(new OtherAuthError())).toBe('unexpected');
  expect({ name: 'AuthError', code: 'unavailable' }).not.toBeInstanceOf(AuthError);
  expect(undefined).not.toBeInstanceOf(AuthError);
});
