import { expect, test } from '../../support/fixtures';
import { formOf, send, textOf } from './forms';
import { organizationWithAdmin, member, organizationUrl, person } from './people';

test('an account is deleted at Logto, and its sessions end in all browsers', async ({
  servers,
}) => {
  const { app, logto } = servers;
  const user = await person(servers);
  const elsewhere = user.withoutAppCookies();
  await elsewhere.visit(`${app.baseUrl}/api/logto/sign-in`);
  expect((await elsewhere.send(`${app.baseUrl}/api/me`)).status).toBe(200);

  const page = await user.visit(`${app.baseUrl}/account/delete`);
  const form = await formOf(page, 'Delete account');
  expect((await send(user, form)).url).toBe(page.url);
  expect(logto.accounts.has(user.account.id)).toBe(true);
  await send(user, form, { sure: 'on' });
  expect(logto.accounts.has(user.account.id)).toBe(false);
  for (const browser of [user, elsewhere])
    expect((await browser.send(`${app.baseUrl}/api/me`)).status).toBe(401);
});

test('the only admin of an organization can’t delete their account; a member leaves with it', async ({
  servers,
}) => {
  const { app, logto } = servers;
  const { admin, id } = await organizationWithAdmin(servers);
  const other = await member(servers, id, 'member');
  const page = await admin.visit(`${app.baseUrl}/account/delete`);
  expect(await textOf(page)).toContain('First make somebody else an admin');
  await send(admin, await formOf(page, 'Delete account'), { sure: 'on' });
  expect(logto.accounts.has(admin.account.id)).toBe(true);
  expect(admin.account.organizations).toEqual([{ id, roles: ['admin'] }]);

  const theirs = await other.visit(`${app.baseUrl}/account/delete`);
  await send(other, await formOf(theirs, 'Delete account'), { sure: 'on' });
  expect(logto.accounts.has(other.account.id)).toBe(false);
  const members = await textOf(await admin.visit(organizationUrl(servers, id)));
  expect(members).not.toContain(other.account.email);
});

test('a sign-in that is too old is asked for again', async ({ servers }) => {
  const { app } = servers;
  const user = await person(servers);
  const answer = await user.send(`${app.baseUrl}/account/delete`);
  const location = new URL(answer.headers.get('location') ?? '', app.baseUrl);
  expect(location.searchParams.get('max_age')).toBe('300');
});

test('a form that was loaded by another account deletes nothing', async ({ servers }) => {
  const { app, logto } = servers;
  const [before, now] = [await person(servers), await person(servers)];
  const url = `${app.baseUrl}/account/delete`;
  const form = await formOf(await before.visit(url), 'Delete account');
  await now.visit(url); // so that the sign-in is recent
  const answer = await send(now, form, { sure: 'on' });
  expect(await textOf(answer)).toContain(`You are signed in as ${now.account.username}`);
  for (const { account } of [before, now]) expect(logto.accounts.has(account.id)).toBe(true);
});

test('an account that Logto no longer has: the deletion ends its sessions', async ({ servers }) => {
  const { app, logto } = servers;
  const user = await person(servers);
  const form = await formOf(await user.visit(`${app.baseUrl}/account/delete`), 'Delete account');
  const copy = user.copy();
  logto.accounts.delete(user.account.id); // without a webhook
  await send(user, form, { sure: 'on' });
  for (const browser of [user, copy])
    expect((await browser.send(`${app.baseUrl}/api/me`)).status).toBe(401);
});
