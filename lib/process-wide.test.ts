import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { outsideRequest } from './process-wide';

test('what is made outside of a request knows nothing of it, and so can’t keep it', async () => {
  const request = new AsyncLocalStorage<string>();
  const seenLater = () =>
    new Promise((resolve) =>
      setTimeout(() => {
        resolve(request.getStore());
      }),
    );
  await request.run('request', async () => {
    expect(await seenLater()).toBe('request');
    expect(await outsideRequest(seenLater)).toBeUndefined();
  });
});
