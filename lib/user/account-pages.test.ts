import { expect, test } from 'vitest';
import { accountPath } from './account-pages';

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
