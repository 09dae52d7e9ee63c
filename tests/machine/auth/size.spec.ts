import { randomInt } from 'node:crypto';
import { startApp } from '../../support/app';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import {
  inventoryApi,
  membersPath,
  ordersApi,
  organizationTokenPath,
  tokensPath,
} from '../support/tests-pages';

const hour = 3600;
const lifetimes = { accessToken: hour, resourceToken: hour, organizationToken: hour };

/** Organization ids as Logto makes them: 12 random characters. */
function memberships(count: number) {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const id = () => Array.from({ length: 12 }, () => alphabet[randomInt(36)]).join('');
  return Array.from({ length: count }, () => ({ id: id(), roles: ['member'] }));
}

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

test('organizations grow from 5 to 1,000 while their member is signed in: the session continues, and knows them all', async ({
  start,
}) => {
  const { app, logto } = await start({
    lifetimes: { ...lifetimes, idToken: 1, refreshToken: hour },
  });
  const bob = logto.accounts.named('bob');
  const client = new Client();
  await client.signIn(app, 'bob');
  const user = async () => {
    const answer = await client.send(`${app.baseUrl}/api/me`);
    expect(answer.status).toBe(200);
    expect(client.cookieBytes).toBeLessThan(8 * 1024);
    const { user } = (await answer.json()) as { user: { organizations?: string[] } };
    return user.organizations?.length;
  };
  for (const count of [5, 150, 600, 1000, 60]) {
    bob.organizations = memberships(count);
    await expect.poll(user).toBe(count);
    const tokens = await client.visit(app.baseUrl + tokensPath(ordersApi));
    expect([tokens.url, tokens.status]).toEqual([app.baseUrl + tokensPath(ordersApi), 200]);
    const members = await client.visit(app.baseUrl + membersPath(bob.organizations[0]?.id ?? ''));
    expect(members.status).toBe(200);
  }
});

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
