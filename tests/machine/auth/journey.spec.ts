import type { Page } from '@playwright/test';
import { enterPassword, expect, signIn, test } from '../../support/fixtures';
import { claimsPath } from '../support/tests-pages';

/** Returns the answer of `/api/me` or `/api/userinfo` about the signed-in user. */
async function userAt(page: Page, path: '/api/me' | '/api/userinfo') {
  const answer = (await (await page.request.get(path)).json()) as { user: Record<string, unknown> };
  return answer.user;
}

test('a guarded page leads to Logto and back, with its query; scripts get both sources of claims', async ({
  page,
}) => {
  await page.goto('/profile?from=mail');
  await enterPassword(page);
  await page.waitForURL('/profile?from=mail');

  const idToken = await userAt(page, '/api/me');
  expect(idToken).toMatchObject({
    name: 'Alice Example',
    username: 'alice',
    email: 'alice@example.com',
    email_verified: true,
    roles: expect.arrayContaining(['admin', 'viewer']),
    organizations: ['k3v9x0q7m2ab', 'p8w1z5n4t6cd'],
  });
  expect(idToken).not.toHaveProperty('custom_data');

  const userInfo = await userAt(page, '/api/userinfo');
  expect(userInfo).toMatchObject({
    sub: idToken['sub'],
    custom_data: { plan: 'pro', seats: 5 },
    identities: { github: { userId: '583231' } },
  });
  expect(userInfo['organization_data']).toContainEqual(
    expect.objectContaining({ id: 'k3v9x0q7m2ab', name: 'Acme Inc.' }),
  );
});

test('an account with almost nothing: what is empty is null, what was not sent is not there', async ({
  page,
}) => {
  await signIn(page, 'bob');
  const idToken = await userAt(page, '/api/me');
  expect(idToken).toMatchObject({ name: null, picture: null, email: null, roles: [] });
  expect(idToken).not.toHaveProperty('given_name');
});

test('a link to sign out asks first', async ({ page }) => {
  await signIn(page);
  await page.goto('/api/logto/sign-out');
  await expect(page).toHaveURL('/sign-out');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('/');
  await page.goto('/sign-out');
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('a sign-in in progress in each of two tabs: both finish', async ({ context }) => {
  const [one, two] = [await context.newPage(), await context.newPage()];
  await one.goto('/profile?tab=1');
  await two.goto('/profile?tab=2');
  await enterPassword(two);
  await two.waitForURL('/profile?tab=2');
  await enterPassword(one);
  await one.waitForURL('/profile?tab=1');
  await two.reload();
  await expect(two).toHaveURL('/profile?tab=2');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('one signs in, sees the claims and signs out', async ({ page }) => {
    await page.goto(claimsPath);
    await enterPassword(page);
    await expect(page).toHaveURL(claimsPath);
    await expect(page.getByLabel('Userinfo')).toContainText('"plan":"pro"');
    await page.goto('/profile');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
    await page.goto('/profile');
    await expect(page.getByLabel('Password')).toBeVisible();
  });
});

test('an address that does not exist is a page that leads home, with status 404', async ({
  context,
}) => {
  const page = await context.newPage(); // its console notes the 404
  expect((await page.goto('/nowhere'))?.status()).toBe(404);
  await expect(page.getByRole('main').getByRole('link')).toHaveAttribute('href', '/');
});
