import { enterPassword, expect, signIn, signInTo, test } from '../support/fixtures';

test('organizations: memberships with roles, and what one may do there', async ({ page }) => {
  await page.goto('/organizations');
  await enterPassword(page);
  const acme = page.getByRole('listitem').filter({ hasText: 'Acme Inc.' });
  await expect(acme).toContainText('admin, member');
  await acme.getByRole('link', { name: 'Acme Inc.' }).click();
  await expect(page).toHaveURL('/organizations/k3v9x0q7m2ab');
  await expect(page.getByText('invite:member, read:billing, write:billing')).toBeVisible();
  await expect(page.getByText('alice@example.com').last()).toBeVisible();
});

test('a user without an organization reads this', async ({ page }) => {
  await signIn(page, 'bob');
  await page.goto('/organizations');
  await expect(page.getByText('You are not a member of any organization.')).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('one gets from one organization to another', async ({ page }) => {
    await signInTo(page, '/organizations/k3v9x0q7m2ab');
    const switcher = page.getByRole('navigation', { name: 'Your organizations' });
    await expect(switcher.locator('[aria-current=page]')).toHaveText('Acme Inc.');
    await switcher.getByRole('link', { name: 'Globex' }).click();
    await page.waitForURL('/organizations/p8w1z5n4t6cd');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Globex');
  });
});
