import { startApp } from '../../support/app';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { memberships } from '../support/newcomer';
import {
  inventoryApi,
  membersPath,
  ordersApi,
  organizationTokenPath,
  tokensPath,
} from '../support/tests-pages';

for (const [count, limit] of [
  [5, 2 * 1024],
  [60, 3.5 * 1024],
  [150, 8 * 1024],
] as const) {
  test(`a user of ${count} organizations signs in with cookies below ${limit} bytes, and sees every page`, async ({
    servers: { app, logto },
  }) => {
    const organizations = memberships(count);
    logto.accounts.create({
      username: `member-of-${count}`,
      password: 'password',
      name: 'Maria Muster',
      email: `maria-${count}@example.com`,
      picture: 'https://www.gravatar.com/avatar/00000000000000000000000000000000',
      roles: ['admin'],
      organizations,
    });
    const client = new Client();
    await client.signIn(app, `member-of-${count}`, 'password');
    expect(client.cookieBytes).toBeLessThan(limit);

    const [first = '', last = ''] = [organizations[0]?.id, organizations.at(-1)?.id];
    for (const path of [
      '/',
      '/profile',
      tokensPath(ordersApi, inventoryApi),
      organizationTokenPath(first),
      membersPath(first),
      membersPath(last, 'member'),
      organizationTokenPath(last),
    ]) {
      // A sign-in in another tab needs space, too.
      await client.send(`${app.baseUrl}/api/logto/sign-in?return_to=/${'x'.repeat(500)}`);
      const page = await client.visit(app.baseUrl + path);
      expect([page.url, page.status]).toEqual([app.baseUrl + path, 200]);
      expect(client.cookieBytes).toBeLessThan(8 * 1024);
    }
    const me = await client.send(`${app.baseUrl}/api/me`);
    expect(await me.json()).toMatchObject({
      user: { organizations: organizations.map(({ id }) => id) },
    });
  });
}

test('a user of 1,000 organizations signs in; an instance that has only the cookie says what is missing; and signs out at Logto, too', async ({
  servers: { app, logto },
}) => {
  const organizations = memberships(1000);
  const account = { username: 'member-of-1000', password: 'password', organizations };
  logto.accounts.create({ ...account, roles: ['admin'] });
  const client = new Client();
  await client.signIn(app, 'member-of-1000', 'password');
  const profile = await client.visit(`${app.baseUrl}/profile`);
  expect(profile.url).toBe(`${app.baseUrl}/profile`);

  const other = await startApp(logto.endpoint, { ...app.variables, BASE_URL: app.baseUrl });
  for (const role of [undefined, 'member']) {
    const path = membersPath(organizations[0]?.id ?? '', role);
    expect((await client.visit(app.baseUrl + path)).url).toBe(app.baseUrl + path);
    const page = await client.visit(other.localUrl + path);
    expect(page.url).toContain('/auth-error?code=session_too_large');
    expect(await page.text()).toContain('Your account has too much data');
  }
  await other.stop();

  await client.signOut(app);
  const form = await client.visit(`${app.baseUrl}/profile`);
  expect(form.url).toContain(logto.endpoint);
  expect(await form.text()).toContain('Password');
});
