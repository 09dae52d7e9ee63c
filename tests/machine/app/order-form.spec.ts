import { randomUUID } from 'node:crypto';
import { formOf, send, textOf } from '../organizations/forms';
import { fillIn, expect, signedInLongAgo, signInLongAgo, test, userOf } from '../support/step-up';
import { Client } from '../../support/client';
import { enterPassword } from '../../support/fixtures';

const item = 'A bookshelf';

/** The number of orders that a page shows. */
const placedOn = async (page: Response) => (await textOf(page)).split(item).length - 1;

test('an order after an old sign-in: Logto asks, the form is filled in again, and it is placed once', async ({
  page,
  newest,
}) => {
  await signInLongAgo(newest, page.context());
  await page.goto(`${newest.app.baseUrl}/orders`);
  const placed = page.getByRole('listitem').filter({ hasText: item });
  const before = await placed.count();
  const field = page.getByRole('textbox', { name: 'Place an order' });
  await field.fill(item);
  await page.getByRole('button', { name: 'Place order' }).click();
  await enterPassword(page);
  await page.waitForURL(`${newest.app.baseUrl}/orders?item=A+bookshelf`);
  await expect(placed).toHaveCount(before);
  await expect(field).toHaveValue(item);
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page.getByText('Your order is placed.')).toBeVisible();
  await expect(placed).toHaveCount(before + 1);
  await page.reload();
  await expect(placed).toHaveCount(before + 1);
});

test('the same without JavaScript', async ({ newest }) => {
  const url = `${newest.app.baseUrl}/orders`;
  const alice = await signedInLongAgo(newest);
  const page = await alice.visit(url);
  const before = await placedOn(page);
  const asked = await send(alice, await formOf(page, 'Place order'), { item });
  const back = await fillIn(alice, asked);
  expect(back.url).toBe(`${url}?item=A+bookshelf`);
  expect(await placedOn(back)).toBe(before);
  const again = await formOf(back, 'Place order', { item });
  expect(await textOf(await send(alice, again))).toContain('Your order is placed.');
  expect(await placedOn(await alice.visit(url))).toBe(before + 1);
});

test('at Logto 1.42, whose tokens never say when the user signed in, it ends with a message', async ({
  servers,
}) => {
  const alice = await signedInLongAgo(servers);
  const page = await alice.visit(`${servers.app.baseUrl}/orders`);
  const asked = await send(alice, await formOf(page, 'Place order'), { item });
  const back = await fillIn(alice, asked);
  const failed = await send(alice, await formOf(back, 'Place order', { item }));
  expect(failed.url).toMatch(/\/auth-error\?code=step_up_unmet/);
  expect(await textOf(failed)).toContain('Sign out');
  expect(await userOf(servers, alice)).toBe('alice');
});

test('a user who may not place orders sees this, and nobody is asked for a password', async ({
  newest,
}) => {
  newest.logto.accounts.create({ username: 'vera', password: 'vera-demo-1', roles: ['viewer'] });
  const vera = await signedInLongAgo(newest, 'vera');
  const page = await vera.visit(`${newest.app.baseUrl}/orders`);
  const answer = await send(vera, await formOf(page, 'Place order'), { item });
  expect(await textOf(answer)).toContain('You may not place orders');
});

test('an order whose answer was lost is sent once more under the same key, and placed once', async ({
  newest,
}) => {
  newest.logto.accounts.create({ username: 'otto', password: 'otto-demo-1', roles: ['admin'] });
  const otto = new Client();
  await otto.signIn(newest.app, 'otto');
  const again = `${newest.app.baseUrl}/orders?outcome=failed&item=A+bookshelf&key=${randomUUID()}`;
  for (let attempt = 0; attempt < 2; attempt++) {
    const page = await otto.visit(again);
    expect(await textOf(page)).toContain('placed once, also if it arrived');
    const placed = await send(otto, await formOf(page, 'Place order', { item }));
    expect(await textOf(placed)).toContain('Your order is placed.');
    expect(await placedOn(placed)).toBe(1);
  }
});

test('an order that is none is refused, and the same order twice is one', async ({ newest }) => {
  const alice = await signedInLongAgo(newest);
  let token = '';
  newest.logto.provider.on('grant.success', (ctx) => {
    const { access_token } = ctx.body as { access_token: string };
    if (ctx.oidc.params?.['resource'] === 'https://api.example.com') token = access_token;
  });
  const asked = await alice.visit(`${newest.app.baseUrl}/api/logto/sign-in?max_age=0`);
  await fillIn(alice, asked);
  expect(await textOf(await alice.visit(`${newest.app.baseUrl}/orders`))).toContain('A chair');
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
