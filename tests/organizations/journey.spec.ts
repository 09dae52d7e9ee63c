import type { Page } from '@playwright/test';
import { expect, signInByHttp, test } from '../support/fixtures';

/** From an empty list to two people in one organization. */
test('create, invite, join by the mail, change, leave, delete', async ({
  page: admin,
  browser,
  servers,
  baseURL,
  signedInAs,
}) => {
  await signedInAs();
  await admin.goto('/organizations');
  await admin.getByLabel('Name').fill('Analytical Engines');
  await admin.getByRole('button', { name: 'Create' }).click();
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText('Analytical Engines');
  await expect(admin.getByRole('status').filter({ hasText: 'you are its admin' })).toBeVisible();

  const email = 'ada@example.com';
  await admin.getByLabel('E-mail address').fill(email);
  await admin.getByLabel('Role').selectOption('admin');
  await admin.getByRole('button', { name: 'Invite' }).click();
  await expect(admin.getByText('The invitation was sent.')).toBeVisible();
  const link = await admin.getByLabel(`Link for ${email}`).inputValue();

  const mail = servers.logto.state.outbox.find(
    (each) => each.to === email && each.link?.startsWith(link),
  );
  const other = await browser.newContext({ baseURL: baseURL ?? '' });
  const guest = await other.newPage();
  await guest.goto(mail?.link ?? '');
  await guest.getByRole('link', { name: `Continue as ${email}` }).click();
  await guest.getByRole('button', { name: 'Join Analytical Engines' }).click();
  await expect(guest.getByText('Welcome! You are a member now.')).toBeVisible();
  await expect(members(guest)).toHaveCount(2);

  await admin.reload();
  await open(admin, email);
  await row(admin, email).getByLabel('admin').uncheck();
  await row(admin, email).getByLabel('member').check();
  await row(admin, email).getByRole('button', { name: 'Save roles' }).click();
  await expect(admin.getByText('The roles were changed.')).toBeVisible();
  await guest.reload();
  await expect(guest.getByLabel('E-mail address')).toBeHidden();
  await guest.getByRole('button', { name: 'Leave the organization' }).click();
  await expect(guest.getByText('You are no longer a member.')).toBeVisible();
  await expect(guest.getByText('You are not a member of any organization.')).toBeVisible();

  await admin.reload();
  await expect(members(admin)).toHaveCount(1);
  await admin.getByLabel('Delete it for all members').check();
  await admin.getByRole('button', { name: 'Delete the organization' }).click();
  await expect(admin.getByText('The organization was deleted.')).toBeVisible();
  await other.close();
});

const members = (page: Page) => page.getByRole('list', { name: 'Members' }).getByRole('listitem');
const row = (page: Page, email: string) => members(page).filter({ hasText: email });
const open = (page: Page, email: string) => row(page, email).getByText(`Change`).click();

test('two organizations in two tabs: each shows and changes its own', async ({
  page,
  context,
  servers: { app },
}) => {
  await signInByHttp(context, app);
  const other = await context.newPage();
  await page.goto('/organizations/k3v9x0q7m2ab');
  await other.goto('/organizations/p8w1z5n4t6cd');
  // The form of the first tab is sent after the second tab was opened.
  await page.getByLabel('E-mail address').fill('two-tabs@example.com');
  await page.getByRole('button', { name: 'Invite' }).click();
  await expect(page.getByText('The invitation was sent.')).toBeVisible();
  await other.reload();
  for (const [tab, name, roles] of [
    [page, 'Acme Inc.', 'admin, member'],
    [other, 'Globex', 'member'],
  ] as const) {
    await expect(tab.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(tab.locator('dl').getByText(roles, { exact: true })).toBeVisible();
  }
  await expect(other.getByText('two-tabs@example.com')).toBeHidden();
});
