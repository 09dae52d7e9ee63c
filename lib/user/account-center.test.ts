import { afterEach, expect, test, vi } from 'vitest';
import { hasAccountPages } from './account-center';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('whether Logto shows these pages is asked until it answers, and then remembered', async () => {
  const asked: unknown[] = [];
  const answers = [
    new TypeError('fetch failed'),
    Response.json({ code: 'not_found' }, { status: 404 }),
    Response.json({ enabled: true }),
  ];
  vi.stubGlobal('fetch', (url: unknown) => {
    asked.push(url);
    const answer = answers.shift();
    return answer instanceof Response
      ? Promise.resolve(answer)
      : Promise.reject(answer ?? new Error());
  });
  const ask = () => hasAccountPages();
  expect([await ask(), await ask(), await ask()]).toEqual([false, false, true]);
  expect(await ask()).toBe(true);
  expect(asked).toEqual(Array(3).fill('https://tenant.logto.test/api/.well-known/account-center'));
});
