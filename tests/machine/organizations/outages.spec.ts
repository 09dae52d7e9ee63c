import type { ServerResponse } from 'node:http';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { intercept } from '../support/intercept';
import { formOf, send, textOf } from './forms';
import { organizationWithAdmin, invite, organizationUrl, person } from './people';

test('while Logto is slow, fails or refuses further requests, each form says so and keeps its input', async ({
  start,
}) => {
  const servers = await start();
  const { app, logto } = servers;
  const { admin, id } = await organizationWithAdmin(servers);
  const guest = await person(servers);
  const link = await invite(servers, admin, id, guest.account.email ?? '');
  const page = await admin.visit(organizationUrl(servers, id));
  const list = await admin.visit(`${app.baseUrl}/organizations`);
  const forms = {
    create: await formOf(list, 'Create'),
    invite: await formOf(page, 'Invite'),
    rename: await formOf(page, 'Rename'),
    join: await formOf(await guest.visit(link), 'Join'),
  };
  let fail: ((response: ServerResponse) => unknown) | undefined;
  intercept(logto, ({ url }, response) => {
    if (!url?.startsWith('/api/o') || !fail) return false;
    fail(response);
    return true;
  });

  const failures: ((response: ServerResponse) => unknown)[] = [
    (response) => response.writeHead(429).end(),
    (response) => response.writeHead(503).end(),
    (response) => response.destroy(),
    () => undefined, // never answers
  ];
  for (const failure of failures) {
    fail = failure;
    const [created, invited, renamed, joined] = await Promise.all([
      send(admin, forms.create, { name: 'New team', key: crypto.randomUUID() }),
      send(admin, forms.invite, { email: 'eve@example.com' }),
      send(admin, forms.rename, { name: 'New name' }),
      send(guest, forms.join),
    ]);
    expect(await textOf(created)).toContain('did not answer, or has too many requests');
    expect((await formOf(created, 'Create')).fields).toContainEqual(['name', 'New team']);
    expect(await textOf(invited)).toContain('did not answer, or has too many requests');
    expect(new URL(invited.url).searchParams.get('email')).toBe('eve@example.com');
    expect((await formOf(renamed, 'Rename')).fields).toContainEqual(['name', 'New name']);
    expect(await textOf(joined)).toContain('did not answer');
  }
  fail = undefined;
  expect(await textOf(await send(admin, forms.rename, { name: 'New name' }))).toContain(
    'has a new name',
  );
  expect(admin.account.organizations).toEqual([{ id, roles: ['admin'] }]);
});

test('without the Management API: the list with roles, and none of the forms', async ({
  start,
}) => {
  const { app } = await start({}, { LOGTO_M2M_APP_ID: '', LOGTO_M2M_APP_SECRET: '' });
  const alice = new Client();
  await alice.signIn(app);
  const list = await alice.visit(`${app.baseUrl}/organizations`);
  expect(await textOf(list)).toContain('Acme Inc. Makes everything admin, member');
  const page = await alice.visit(`${app.baseUrl}/organizations/k3v9x0q7m2ab`);
  expect(await textOf(page)).toContain('Your roles admin, member');
  for (const each of [list, page])
    expect((await each.clone().text()).match(/<form/g)).toHaveLength(2);
  for (const path of ['/invitations/x', '/account/delete'])
    expect((await alice.visit(app.baseUrl + path)).status).toBe(404);
  expect(await textOf(await alice.visit(`${app.baseUrl}/account`))).not.toContain('Delete');
});
