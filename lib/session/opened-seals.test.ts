import { expect, test } from 'vitest';
import { recallSession, rememberSession } from './opened-seals';
import { startSession } from './session-changes';

const session = (id: string) =>
  startSession(
    id,
    {
      origin: { sub: 'user', iat: 1 },
      idToken: 'id',
      idTokenLifetimeSeconds: 3600,
      accessToken: { value: 'access', lifetimeSeconds: 3600 },
    },
    '',
  );

test('a thousand seals are remembered, and of more the one used longest ago is forgotten', () => {
  for (let index = 0; index < 1_000; index++) rememberSession(`seal ${index}`, session(`${index}`));
  expect(recallSession('seal 0')?.id).toBe('0');
  rememberSession('one more', session('more'));
  expect(recallSession('seal 1')).toBeUndefined();
  expect(recallSession('seal 0')?.id).toBe('0');
  expect(recallSession('seal 2')?.id).toBe('2');
});
