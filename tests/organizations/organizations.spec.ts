import { Client } from '../support/client';
import { expect, signInByHttp, test } from '../support/fixtures';

test('organizations: memberships with roles, and what one may do there', async ({
  page,
  context,
  servers: { app },
}) => {
  await signInByHttp(context, app);
  await page.goto('/organizations');
  const acme = page.getByRole('listitem').filter({ hasText: 'Acme Inc.' });
  await expect(acme).toContainText('admin, member');
  await acme.getByRole('link', { name: 'Acme Inc.' }).click();
  await expect(page).toHaveURL('/organizations/k3v9x0q7m2ab');
  await expect(page.getByText('invite:member, read:billing, write:billing')).toBeVisible();
  await expect(page.getByText('alice@example.com').last()).toBeVisible();
});

test('a user without an organization reads this', async ({ servers: { app } }) => {
  const bob = new Client();
  await bob.signIn(app, 'bob');
  const page = await bob.visit(`${app.baseUrl}/organizations`);
  expect(await page.text()).toContain('You are not a member of any organization.');
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('one gets from one organization to another, and sends a form', async ({
    page,
    context,
    servers: { app },
  }) => {
    await signInByHttp(context, app);
    await page.goto('/organizations/p8w1z5n4t6cd');
    const switcher = page.getByRole('navigation', { name: 'Your organizations' });
    await expect(switcher.locator('[aria-current=page]')).toHaveText('Globex');
    await switcher.getByRole('link', { name: 'Acme Inc.' }).click();
    await page.waitForURL('/organizations/k3v9x0q7m2ab');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Acme Inc.');

    await page.getByLabel('E-mail address').fill('ben@example.com');
    await page.getByRole('button', { name: 'Invite' }).click();
    await expect(page.getByText('The invitation was sent.')).toBeVisible();
    await expect(page.getByLabel('Link for ben@example.com')).toBeVisible();
  });
});
