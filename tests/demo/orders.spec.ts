import { Client } from '../support/client';
import { enterPassword, expect, test } from '../support/fixtures';

test('the orders, fetched with the user’s own access token', async ({ page }) => {
  await page.goto('/orders');
  await enterPassword(page);
  await expect(page.getByRole('listitem')).toHaveCount(3);
  await expect(page.getByText('A chair')).toBeVisible();
});

test('without the permission, the orders page says what is missing', async ({
  servers: { app },
}) => {
  const bob = new Client();
  await bob.signIn(app, 'bob');
  const page = await bob.visit(`${app.baseUrl}/orders`);
  expect(await page.text()).toMatch(/<b [^>]*>read:orders<\/b>/);
});

test('the API of the orders takes no session, but asks for a token', async ({
  servers: { app },
}) => {
  const client = new Client();
  await client.signIn(app);
  const answer = await client.send(`${app.baseUrl}/api/orders`);
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
});
