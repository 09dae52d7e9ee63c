import { expect, test, vi } from 'vitest';
import { AuthError, isTransient } from './errors';

test('an error of another bundle, which has this file a second time, is an AuthError, too', async () => {
  vi.resetModules();
  const { AuthError: Another } = await import('./errors');
  expect(Another).not.toBe(AuthError);
  expect(isTransient(new Another('unavailable'))).toBe(true);
  expect(new Error('unavailable')).not.toBeInstanceOf(AuthError);
  expect({ name: 'AuthError', code: 'unavailable' }).not.toBeInstanceOf(AuthError);
});
