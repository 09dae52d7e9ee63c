import { wordsFor } from '@/app/auth-error/words';
import type { Page } from '@playwright/test';
import { errorPage } from '../support/error-page';
import { enterPassword, expect, signIn, test } from '../../support/fixtures';

/**
 * Signs in at Logto with the page's cookies, and stops before the callback.
 *
 * @returns the callback's address, as Logto would send the browser there
 */
async function signInUpToCallback(page: Page): Promise<URL> {
  let next = '/api/logto/sign-in?direct_sign_in=social:github&return_to=/profile';
  for (;;) {
    const response = await page.request.get(next, { maxRedirects: 0 });
    const { location } = response.headers();
    if (!location) throw new Error(`Logto did not redirect at ${next}`);
    const url = new URL(location, response.url());
    if (url.pathname === '/api/logto/callback') return url;
    next = url.href;
  }
}

test.describe('an answer that fits no sign-in of this browser', () => {
  for (const query of ['', '?code=x', '?code=x&state=unknown', '?error=access_denied&state=x']) {
    test(`signed out: the error page, with a way on (${query || 'empty'})`, async ({ page }) => {
      await page.goto(`/api/logto/callback${query}`);
      await expect(page).toHaveURL(errorPage('sign_in_expired'));
      await page.getByRole('link', { name: 'Try again' }).click();
      await enterPassword(page);
      await expect(page).toHaveURL('/');
    });
  }

  test('signed in: simply the app', async ({ page }) => {
    await signIn(page);
    await page.goto('/api/logto/callback?code=x&state=unknown');
    await expect(page).toHaveURL('/');
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  });

  test('from another browser: nobody is signed in by it', async ({ page, browser, baseURL }) => {
    const callback = await signInUpToCallback(page);
    const other = await browser.newContext({ ...(baseURL ? { baseURL } : {}) });
    const victim = await other.newPage();
    await victim.goto(callback.href);
    await expect(victim).toHaveURL(errorPage('sign_in_expired'));
    await other.close();
  });
});

test('Back and Reload after a sign-in lead to the app', async ({ page }) => {
  const callback = await signInUpToCallback(page);
  await page.goto(callback.href);
  await expect(page).toHaveURL('/profile');
  await page.goto(callback.href);
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
});

test('a callback sent twice at once signs in twice with one exchange, and Logto revokes nothing', async ({
  page,
  servers,
}) => {
  const revoked: unknown[] = [];
  servers.logto.provider.on('grant.revoked', (_ctx, id) => revoked.push(id));
  const callback = await signInUpToCallback(page);
  const cookie = (await page.context().cookies())
    .filter(({ name }) => name.startsWith('logto-'))
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');

  const send = () => fetch(callback, { headers: { cookie }, redirect: 'manual' });
  const answers = await Promise.all([send(), send(), send()]);
  answers.push(await send());
  for (const answer of answers) {
    expect(new URL(answer.headers.get('location') ?? '').pathname).toBe('/profile');
    expect(answer.headers.getSetCookie().join()).toMatch(/logto-session-\d+=/);
  }
  expect(revoked).toEqual([]);
});

test.describe('an answer that Logto did not give like this', () => {
  for (const [what, change, code] of [
    ['a code it never issued', { code: 'bogus' }, 'code_refused'],
    ['no code', { code: null }, 'invalid_response'],
    ['another issuer', { iss: 'https://evil.test/oidc' }, 'invalid_response'],
    ['no issuer', { iss: null }, 'invalid_response'],
    ['an error', { code: null, error: 'access_denied' }, 'access_denied'],
    ['an error of another kind', { code: null, error: '<script>' }, 'request_refused'],
  ] as const) {
    test(`is refused in words: ${what}`, async ({ page }) => {
      const callback = await signInUpToCallback(page);
      for (const [name, value] of Object.entries(change)) {
        if (value === null) callback.searchParams.delete(name);
        else callback.searchParams.set(name, value);
      }
      await page.goto(callback.href);
      await expect(page).toHaveURL(errorPage(code, '/profile'));
      expect(await page.content()).not.toContain('evil');
    });
  }

  test('and a session that is there stays', async ({ page }) => {
    await signIn(page);
    const callback = await signInUpToCallback(page);
    callback.searchParams.set('code', 'bogus');
    await page.goto(callback.href);
    await expect(page).toHaveURL(errorPage('code_refused', '/profile'));
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  });
});

test('the error page has words for any code, and shows nothing of the address', async ({
  page,
}) => {
  await page.goto('/auth-error?code=<b>made-up</b>&return_to=https://evil.test&text=made-up');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(wordsFor('unexpected').title);
  await expect(page.getByRole('main')).not.toContainText('made-up');
  await expect(page.getByRole('link', { name: 'Try again' })).toHaveAttribute(
    'href',
    '/api/logto/sign-in?return_to=%2F',
  );
});
