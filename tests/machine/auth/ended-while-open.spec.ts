import { Client } from '../../support/client';
import { enterPassword, expect, signInByHttp, test } from '../../support/fixtures';
import { formOf, send } from '../organizations/forms';
import { fillIn } from '../support/step-up';
import { actionPath } from '../support/tests-pages';

test('a server action whose session has ended leads to sign in, and back to the page: on a protected page, and on another', async ({
  context,
  servers: { app },
}) => {
  await signInByHttp(context, app);
  const page = await context.newPage(); // its console may note the 401
  for (const [path, button] of [
    ['/profile', 'Refresh my data'],
    [actionPath, 'Get the token'],
  ] as const) {
    await page.goto(path);
    await context.clearCookies();
    await page.getByRole('button', { name: button }).click();
    await enterPassword(page);
    await page.waitForURL(path);
    await expect(page.getByRole('button', { name: button })).toBeVisible();
  }
});

test('the same without JavaScript', async ({ servers: { app } }) => {
  const alice = new Client();
  await alice.signIn(app);
  const url = `${app.baseUrl}/profile`;
  const form = await formOf(await alice.visit(url), 'Refresh my data');
  alice.cookies.clear();
  const back = await fillIn(alice, await send(alice, form));
  expect(back.url).toBe(url);
  await formOf(back, 'Refresh my data');
});
