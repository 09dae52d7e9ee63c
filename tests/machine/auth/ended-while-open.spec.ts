import { enterPassword, expect, signInTo, test } from '../../support/fixtures';
import { actionPath } from '../support/tests-pages';

for (const [what, path, button] of [
  ['on a protected page', '/profile', 'Refresh my data'],
  ['on another page', actionPath, 'Get the token'],
] as const)
  test(`a server action ${what} whose session has ended leads to sign in, and back to the page`, async ({
    context,
  }) => {
    const page = await context.newPage(); // its console may note the 401
    await signInTo(page, path);
    await context.clearCookies();
    await page.getByRole('button', { name: button }).click();
    await enterPassword(page);
    await page.waitForURL(path);
    await expect(page.getByRole('button', { name: button })).toBeVisible();
  });

test('the same without JavaScript', async ({ browser, servers: { app } }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app.baseUrl });
  const page = await context.newPage();
  await signInTo(page, '/profile');
  await context.clearCookies();
  await page.getByRole('button', { name: 'Refresh my data' }).click();
  await enterPassword(page);
  await page.waitForURL('/profile');
  await context.close();
});
