import { Client } from '../../support/client';
import { enterPassword, expect, signInByHttp, test } from '../../support/fixtures';
import { fillIn } from '../support/step-up';

test('a guarded page leads to Logto and back, with its query; scripts get both sources of claims', async ({
  servers: { app },
}) => {
  const alice = new Client();
  const url = `${app.baseUrl}/profile?from=mail`;
  expect((await fillIn(alice, await alice.visit(url))).url).toBe(url);

  const idToken = await userAt(alice, `${app.baseUrl}/api/me`);
  expect(idToken).toMatchObject({
    name: 'Alice Example',
    username: 'alice',
    email: 'alice@example.com',
    email_verified: true,
    roles: expect.arrayContaining(['admin', 'viewer']),
    organizations: ['k3v9x0q7m2ab', 'p8w1z5n4t6cd'],
  });
  expect(idToken).not.toHaveProperty('custom_data');

  const userInfo = await userAt(alice, `${app.baseUrl}/api/userinfo`);
  expect(userInfo).toMatchObject({
    sub: idToken['sub'],
    custom_data: { plan: 'pro', seats: 5 },
    identities: { github: { userId: '583231' } },
  });
  expect(userInfo['organization_data']).toContainEqual(
    expect.objectContaining({ id: 'k3v9x0q7m2ab', name: 'Acme Inc.' }),
  );
});

/** Returns the answer of `/api/me` or `/api/userinfo` about the signed-in user. */
async function userAt(client: Client, url: string) {
  const answer = (await (await client.send(url)).json()) as { user: Record<string, unknown> };
  return answer.user;
}

test('an account with almost nothing: what is empty is null, what was not sent is not there', async ({
  servers: { app },
}) => {
  const bob = new Client();
  await bob.signIn(app, 'bob');
  const idToken = await userAt(bob, `${app.baseUrl}/api/me`);
  expect(idToken).toMatchObject({ name: null, picture: null, email: null, roles: [] });
  expect(idToken).not.toHaveProperty('given_name');
});

test('a link to sign out asks first', async ({ page, context, servers: { app } }) => {
  await signInByHttp(context, app);
  await page.goto('/api/logto/sign-out');
  await expect(page).toHaveURL('/sign-out');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('/');
  await page.goto('/sign-out');
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
});

test('a sign-in in progress in each of two tabs: both finish', async ({ context }) => {
  const [one, two] = [await context.newPage(), await context.newPage()];
  await one.goto('/profile?tab=1');
  await two.goto('/profile?tab=2');
  await enterPassword(two);
  await two.waitForURL('/profile?tab=2');
  await enterPassword(one);
  await one.waitForURL('/profile?tab=1');
  await two.reload();
  await expect(two).toHaveURL('/profile?tab=2');
});

test('an address that does not exist is a page that leads home, with status 404', async ({
  servers: { app },
}) => {
  const page = await new Client().visit(`${app.baseUrl}/nowhere`);
  expect(page.status).toBe(404);
  const main = /<main.*<\/main>/s.exec(await page.text())?.[0] ?? '';
  expect(main.match(/<a [^>]*href="[^"]*"/g)).toEqual([expect.stringContaining('href="/"')]);
});
