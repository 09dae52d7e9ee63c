import { expect, test } from '../support/fixtures';

test('drafts are for admins', async ({ page, signedInAs }) => {
  await signedInAs({ username: 'erin', roles: ['admin'] });
  await page.goto('/drafts');
  await expect(page.getByRole('heading', { name: 'Drafts' })).toBeVisible();
});

test('a member sees the bills of the organization', async ({ page, signedInAs }) => {
  await signedInAs({ organizations: [{ id: 'k3v9x0q7m2ab', roles: ['member'] }] });
  await page.goto('/bills/k3v9x0q7m2ab');
  await expect(page.getByRole('heading', { name: 'Bills' })).toBeVisible();
});
