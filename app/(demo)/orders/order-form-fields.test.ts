import { expect, test } from 'vitest';
import { showOutcome } from './order-form-fields';

const item = 'A bookshelf';
const key = '6b1c8f0e-3a57-4a3c-9d0e-2f6a1b7c5d4e';

test('an order that may have arrived keeps its key; one that has, does not', () => {
  const address = (path: string) =>
    expect.objectContaining({ digest: expect.stringContaining(`;${path};`) as string }) as Error;
  expect(() => showOutcome('failed', { item, key })).toThrow(
    address(`/orders?outcome=failed&item=A+bookshelf&key=${key}`),
  );
  expect(() => showOutcome('placed')).toThrow(address('/orders?outcome=placed'));
});
