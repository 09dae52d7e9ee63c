import { expect, test } from 'vitest';
import { isFirstUse, oneAtATime } from './changes';

test('what runs under one name runs one after the other, also after a failure; other names don’t wait', async () => {
  const order: string[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const first = oneAtATime('acme', async (assertHeld) => {
    order.push('first begins');
    await gate;
    assertHeld();
    order.push('first ends');
    throw new Error('first');
  });
  const second = oneAtATime('acme', async () => order.push('second'));
  await oneAtATime('globex', async () => order.push('other'));
  open();
  await expect(first).rejects.toThrow('first');
  await second;
  expect(order).toEqual(['first begins', 'other', 'first ends', 'second']);
});

test('a key is used once', async () => {
  expect(await Promise.all([isFirstUse('a'), isFirstUse('a'), isFirstUse('b')])).toEqual([
    true,
    false,
    true,
  ]);
});
