import type { BrowserContext } from '@playwright/test';
import { Client } from '../support/client';
import { expect, shownClaims, signInTo, test } from '../support/fixtures';

/** Returns what `/api/me` says of the user who is signed in in this browser. */
async function me({ request }: BrowserContext): Promise<Record<string, unknown>> {
  const answer = await request.get('/api/me');
  return ((await answer.json()) as { user: Record<string, unknown> }).user;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('a protected page leads to Logto and back; signing out ends both sessions', async ({
      page,
    }) => {
      await signInTo(page, '/profile?from=mail');
      await expect(page.getByRole('main')).toContainText('Alice Example');
      await page.getByRole('button', { name: 'Sign out' }).click();
      // Logto's page sends its form by a script, or by this button.
      if (!javaScriptEnabled) await page.getByRole('button', { name: 'Continue' }).click();
      await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();

      await page.goto('/profile');
      await expect(page.getByLabel('Password')).toBeVisible();
    });
  });
}

test('the session has the user’s claims, roles and organizations', async ({
  context,
  signedInAs,
}) => {
  const organization = { id: 'k3v9x0q7m2ab', roles: ['member'] };
  const { id } = await signedInAs({ roles: ['admin'], organizations: [organization] });
  expect(await me(context)).toMatchObject({
    sub: id,
    roles: ['admin'],
    organizations: [organization.id],
    organization_roles: [`${organization.id}:member`],
  });
});

test('“Refresh my data” shows what changed at Logto', async ({ page, signedInAs }) => {
  const account = await signedInAs({ name: 'Erin Before' });
  await page.goto('/profile');
  expect(await shownClaims(page, 'From your sign-in')).toMatchObject({ name: 'Erin Before' });
  account.name = 'Erin After';
  await page.getByRole('button', { name: 'Refresh my data' }).click();
  const card = page.getByRole('region', { name: 'From your sign-in' });
  await expect(card.getByText('"Erin After"')).toBeVisible();
});

test('“Create account” leads to a registration that works', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'Create account' }).click();
  await page.getByLabel('Username').fill('carol');
  await page.getByLabel('Password').fill('carol-demo-1');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('/');
  expect(await me(page.context())).toMatchObject({ username: 'carol' });
});

test('a failed sign-in ends on a page with a message and a way on', async ({
  servers: { app },
}) => {
  const failed = await new Client().visit(
    `${app.baseUrl}/api/logto/callback?code=made-up&state=unknown`,
  );
  expect(failed.url).toMatch(/\/auth-error\?code=/);
  expect(await failed.text()).toMatch(/<main.*<h1.*<a .*<\/main>/s);
});

test('a damaged session cookie means signed out, and is no error', async ({ servers: { app } }) => {
  const alice = new Client();
  await alice.signIn(app);
  expect(await (await alice.visit(app.baseUrl)).text()).toContain('Sign out');
  for (const [name, value] of alice.cookies)
    if (name.startsWith('logto-session')) alice.cookies.set(name, `${value.slice(0, -9)}AAAAAAAAA`);
  const page = await alice.visit(app.baseUrl);
  expect(page.status).toBe(200);
  expect(await page.text()).toMatch(/<a [^>]*>Sign in</);
});
