import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { enterPassword } from '../support/fixtures';
import { expect, signInLongAgo, test, userOf } from '../machine/support/step-up';

const order = async (page: Page, item?: string) => {
  const field = page.getByRole('textbox', { name: 'Place an order' });
  if (item === undefined) await expect(field).toHaveValue('A bookshelf');
  else await field.fill(item);
  await page.getByRole('button', { name: 'Place order' }).click();
};

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('an order after an old sign-in: Logto asks, the form is filled in again, and it is placed once', async ({
      page,
      newest,
    }) => {
      await signInLongAgo(newest, page);
      await page.goto(`${newest.app.baseUrl}/orders`);
      const placed = page.getByRole('listitem').filter({ hasText: 'A bookshelf' });
      const before = await placed.count();
      await order(page, 'A bookshelf');
      await enterPassword(page);
      await page.waitForURL(`${newest.app.baseUrl}/orders?item=A+bookshelf`);
      await expect(placed).toHaveCount(before);
      await order(page);
      await expect(page.getByText('Your order is placed.')).toBeVisible();
      await expect(placed).toHaveCount(before + 1);
      await page.reload();
      await expect(placed).toHaveCount(before + 1);
    });
  });
}

test('at Logto 1.42, whose tokens never say when the user signed in, it ends with a message', async ({
  page,
  servers,
}) => {
  await signInLongAgo(servers, page);
  await page.goto('/orders');
  await order(page, 'A bookshelf');
  await enterPassword(page);
  await page.waitForURL('/orders?item=A+bookshelf');
  await order(page);
  await expect(page).toHaveURL(/\/auth-error\?code=step_up_unmet/);
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  expect(await userOf(servers, page)).toBe('alice');
});

test('a user who may not place orders sees this, and nobody is asked for a password', async ({
  page,
  newest,
}) => {
  newest.logto.accounts.create({ username: 'vera', password: 'vera-demo-1', roles: ['viewer'] });
  await signInLongAgo(newest, page, 'vera');
  await page.goto(`${newest.app.baseUrl}/orders`);
  await order(page, 'A bookshelf');
  await expect(page.getByText('You may not place orders')).toBeVisible();
});

test('an order whose answer was lost is sent once more under the same key, and placed once', async ({
  page,
  newest,
}) => {
  newest.logto.accounts.create({ username: 'otto', password: 'otto-demo-1', roles: ['admin'] });
  await page.goto(`${newest.app.baseUrl}/api/logto/sign-in`);
  await enterPassword(page, 'otto');
  const again = `/orders?outcome=failed&item=A+bookshelf&key=${randomUUID()}`;
  const placed = page.getByRole('listitem').filter({ hasText: 'A bookshelf' });
  for (let attempt = 0; attempt < 2; attempt++) {
    await page.goto(newest.app.baseUrl + again);
    await expect(page.getByText('placed once, also if it arrived')).toBeVisible();
    await order(page);
    await expect(page.getByText('Your order is placed.')).toBeVisible();
    await expect(placed).toHaveCount(1);
  }
});

test('an order that is none is refused, and the same order twice is one', async ({
  page,
  newest,
}) => {
  await signInLongAgo(newest, page);
  let token = '';
  newest.logto.provider.on('grant.success', (ctx) => {
    const { access_token } = ctx.body as { access_token: string };
    if (ctx.oidc.params?.['resource'] === 'https://api.example.com') token = access_token;
  });
  await page.goto(`${newest.app.baseUrl}/api/logto/sign-in?max_age=0`);
  await enterPassword(page);
  await page.goto(`${newest.app.baseUrl}/orders`);
  await expect(page.getByText('A chair')).toBeVisible();
  const post = (body: string, type = 'application/json') =>
    fetch(`${newest.app.baseUrl}/api/orders`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': type,
        'idempotency-key': 'one',
      },
      body,
    });
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'text/plain; application/json',
  ]) {
    const answer = await post('{"item":"A shelf"}', type);
    expect([answer.status, await answer.json()], type).toEqual([
      415,
      { error: 'unsupported_media_type' },
    ]);
  }
  for (const body of [
    '',
    '{',
    '[]',
    'null',
    '{"item":""}',
    '{"item":1}',
    `{"item":"A shelf","note":"${'x'.repeat(5000)}"}`,
    `{"item":"${'x'.repeat(51)}"}`,
  ]) {
    const answer = await post(body);
    expect([answer.status, await answer.json()], body).toEqual([400, { error: 'invalid_request' }]);
  }
  const first = await post('{"item":"A shelf"}', 'application/JSON; charset=utf-8');
  expect(first.status).toBe(201);
  const body: unknown = await first.json();
  expect(body).toMatchObject({ order: { item: 'A shelf' } });
  expect(await (await post('{"item":"A shelf"}')).json()).toEqual(body);
});
