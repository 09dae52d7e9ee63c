import { afterEach, expect, test, vi } from 'vitest';
import { accountPath, hasAccountPages } from './account-pages';

test('the ways to Logto’s account pages', () => {
  expect(accountPath()).toBe('https://tenant.logto.test/account');
  expect(accountPath('security')).toBe('https://tenant.logto.test/account/security');
  const task = new URL(
    accountPath('passkey/add', {
      redirect: '/account?x=1&y=2',
      showSuccess: true,
      identifier: 'a+b@example.com',
      uiLocales: ['de', 'en'],
    }),
  );
  expect(task.pathname).toBe('/account/passkey/add');
  expect(Object.fromEntries(task.searchParams)).toEqual({
    redirect: 'https://app.test/account?x=1&y=2',
    show_success: 'true',
    identifier: 'a+b@example.com',
    ui_locales: 'de en',
  });
});

test('from there one comes back to this app, wherever a link says', () => {
  for (const redirect of ['https://evil.test/', '//evil.test', '/\\evil.test', 'evil']) {
    const { searchParams } = new URL(accountPath('password', { redirect }));
    expect(searchParams.get('redirect')).toBe('https://app.test/');
  }
});

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
