import { expect, test } from '../support/fixtures';

test('drafts are for editors', async ({ page, signedInAs }) => {
  await signedInAs({ username: 'erin', roles: ['editor'] });
  await page.goto('/reports/drafts');
  await expect(page.getByRole('heading', { name: 'Drafts' })).toBeVisible();
});

test('a member sees the bills of the organization', async ({ page, signedInAs }) => {
  await signedInAs({ organizations: [{ id: 'k3v9x0q7m2ab', roles: ['member'] }] });
  await page.goto('/reports/teams/k3v9x0q7m2ab');
  await expect(page.getByRole('heading', { name: 'Bills' })).toBeVisible();
});
