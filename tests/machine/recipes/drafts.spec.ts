import { expect, test } from '@/tests/support/fixtures';

test('drafts are for admins', async ({ page, signedInAs }) => {
  await signedInAs({ username: 'erin', roles: ['admin'] });
  await page.goto('/drafts');
  await expect(page.getByRole('heading', { name: 'Drafts' })).toBeVisible();
});

test('other users read that they have no access', async ({ page, signedInAs }) => {
  await signedInAs();
  await page.goto('/drafts');
  await expect(page.getByText('You don’t have access to this page')).toBeVisible();
});

test('a member sees the bills of the organization', async ({ page, signedInAs }) => {
  await signedInAs({ organizations: [{ id: 'k3v9x0q7m2ab', roles: ['member'] }] });
  await page.goto('/bills/k3v9x0q7m2ab');
  await expect(page.getByRole('heading', { name: 'Bills' })).toBeVisible();
});
test('a route knows its user', async ({ page, signedInAs }) => {
  expect((await page.request.get('/api/reports')).status()).toBe(401);
  const { id } = await signedInAs();
  const answer = await page.request.get('/api/reports');
  expect(await answer.json()).toEqual({ reportsOf: id });
});
