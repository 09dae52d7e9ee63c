import { expect, test } from 'vitest';
import { recall, remember } from './opened-seals';
import { startSession } from './session';

const session = (id: string) =>
  startSession(
    id,
    {
      origin: { sub: 'user', iat: 1 },
      idToken: 'id',
      idTokenLifetime: 3600,
      accessToken: { value: 'access', lifetime: 3600 },
    },
    '',
  );

test('a thousand seals are remembered, and of more the one used longest ago is forgotten', () => {
  for (let index = 0; index < 1_000; index++) remember(`seal ${index}`, session(`${index}`));
  expect(recall('seal 0')?.id).toBe('0');
  remember('one more', session('more'));
  expect(recall('seal 1')).toBeUndefined();
  expect(recall('seal 0')?.id).toBe('0');
  expect(recall('seal 2')?.id).toBe('2');
});
