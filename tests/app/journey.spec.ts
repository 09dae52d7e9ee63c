import type { Page } from '@playwright/test';
import { enterPassword, expect, shownClaims, signIn, signInTo, test } from '../support/fixtures';

/** Returns what `/api/me` says of the signed-in user. */
async function me(page: Page): Promise<Record<string, unknown>> {
  const answer = await page.request.get('/api/me');
  return ((await answer.json()) as { user: Record<string, unknown> }).user;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('a protected page leads to Logto and back; signing out ends both sessions', async ({
      page,
    }) => {
      await signInTo(page, '/profile?from=mail');
      await expect(page.getByRole('main')).toContainText('Alice Example');
      await page.getByRole('button', { name: 'Sign out' }).click();
      // Logto's page sends its form by a script, or by this button.
      if (!javaScriptEnabled) await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();

      await page.goto('/profile');
      await expect(page.getByLabel('Password')).toBeVisible();
    });
  });
}

test('the session has the user’s claims, roles and organizations', async ({ page, signedInAs }) => {
  const organization = { id: 'k3v9x0q7m2ab', roles: ['member'] };
  const { id } = await signedInAs({ roles: ['admin'], organizations: [organization] });
  expect(await me(page)).toMatchObject({
    sub: id,
    roles: ['admin'],
    organizations: [organization.id],
    organization_roles: [`${organization.id}:member`],
  });
});

test('“Refresh my data” shows what changed at Logto', async ({ page, signedInAs }) => {
  const account = await signedInAs({ name: 'Erin Before' });
  await page.goto('/profile');
  expect(await shownClaims(page, 'From your sign-in')).toMatchObject({ name: 'Erin Before' });
  account.name = 'Erin After';
  await page.getByRole('button', { name: 'Refresh my data' }).click();
  const card = page.getByRole('region', { name: 'From your sign-in' });
  await expect(card.getByText('"Erin After"')).toBeVisible();
});

test('a wrong password and a suspended account are refused with a message', async ({ page }) => {
  await page.goto('/profile');
  await enterPassword(page, 'alice', 'wrong');
  await expect(page.getByRole('alert')).toContainText(/password/i);
  await enterPassword(page, 'mallory');
  await expect(page.getByRole('alert')).toContainText(/suspended|blocked/i);
});

test('“Create account” leads to a registration that works', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Create account' }).click();
  await page.getByLabel('Username').fill('carol');
  await page.getByLabel('Password').fill('carol-demo-1');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('/');
  expect(await me(page)).toMatchObject({ username: 'carol' });
});

test('a failed sign-in ends on a page with a message and a way on', async ({ page }) => {
  await page.goto('/api/logto/callback?code=made-up&state=unknown');
  await page.waitForURL(/\/auth-error\?code=/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
});

test('a damaged session cookie means signed out, and is no error', async ({ page, context }) => {
  await signIn(page);
  const cookies = await context.cookies();
  await context.addCookies(
    cookies
      .filter(({ name }) => name.startsWith('logto-session'))
      .map((cookie) => ({ ...cookie, value: `${cookie.value.slice(0, -9)}AAAAAAAAA` })),
  );
  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
});
