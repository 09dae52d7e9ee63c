import { expect, test } from '../../support/fixtures';
import { formOf, send, textOf } from './forms';
import {
  createOrganization,
  invite,
  member,
  organizationUrl,
  organizationWithAdmin,
  person,
} from './people';
import type { Servers } from './people';

test('a change of roles, and a removal, show at the next request of the member', async ({
  servers,
}) => {
  const admin = await person(servers);
  const id = await createOrganization(servers, admin);
  const other = await member(servers, id, 'member');
  const url = organizationUrl(servers, id);
  expect(await textOf(await other.visit(url))).toContain('Members');
  await expect(formOf(await other.visit(url), 'Invite')).rejects.toThrow('has no form');

  const roles = await formOf(await admin.visit(url), 'Save roles', { user: other.account.id });
  const adminRole = await roleId(await admin.visit(url), 'admin');
  const changed = await send(admin, roles, { role: [adminRole] });
  expect(await textOf(changed)).toContain('The roles were changed.');
  expect(other.account.organizations).toEqual([{ id, roles: ['admin'] }]);
  expect(await textOf(await other.visit(url))).toContain('Your roles admin');
  await formOf(await other.visit(url), 'Invite');

  const removal = await formOf(await admin.visit(url), 'Remove', { user: other.account.id });
  expect(await textOf(await send(admin, removal))).toContain('The member was removed.');
  expect((await other.visit(url)).status).toBe(403);
  expect(await textOf(await send(admin, removal))).toContain('no longer a member');
});

test('what a member may not do, no form does for them', async ({ servers }) => {
  const { admin, id } = await organizationWithAdmin(servers);
  const other = await member(servers, id, 'member');
  const outsider = await person(servers);
  await invite(servers, admin, id, 'ada@example.com');
  const url = organizationUrl(servers, id);
  const page = await admin.visit(url);
  const name = nameOf(servers, id);
  const user = { user: other.account.id };
  const forms = [
    { form: await formOf(page, 'Invite'), changes: { email: 'eve@example.com', role: '' } },
    { form: await formOf(page, 'Send again'), changes: {} },
    { form: await formOf(page, 'Revoke'), changes: {} },
    { form: await formOf(page, 'Save roles', user), changes: { role: [] } },
    { form: await formOf(page, 'Remove', user), changes: { user: admin.account.id } },
    { form: await formOf(page, 'Rename'), changes: { name: 'Taken over' } },
    { form: await formOf(page, 'Delete'), changes: { sure: 'on' } },
  ];
  for (const { form, changes } of forms)
    for (const stranger of [other, outsider])
      expect((await send(stranger, form, changes)).status).toBe(403);
  expect(nameOf(servers, id)).toBe(name);
  expect(admin.account.organizations).toEqual([{ id, roles: ['admin'] }]);
  expect(other.account.organizations).toEqual([{ id, roles: ['member'] }]);
  const again = await textOf(await admin.visit(url));
  expect(again).toContain('ada@example.com');
  expect(again).not.toContain('eve@example.com');
});

test('a member who may only invite can’t choose a role: nobody gives more than they may', async ({
  servers,
}) => {
  const permissions = ['read:member', 'invite:member'];
  servers.logto.catalog.organizationRoles['recruiter'] = { permissions, resources: {} };
  const { admin, id } = await organizationWithAdmin(servers);
  const recruiter = await member(servers, id, 'recruiter');
  const url = organizationUrl(servers, id);
  const role = await roleId(await admin.visit(url), 'admin');
  const form = await formOf(await recruiter.visit(url), 'Invite');
  expect((await send(recruiter, form, { email: 'eve@example.com', role })).status).toBe(403);
  await send(recruiter, form, { email: 'eve@example.com' });
  const invited = [...servers.logto.state.invitations.values()].filter(
    ({ organizationId }) => organizationId === id,
  );
  expect(invited.map(({ invitee, roles }) => ({ invitee, roles }))).toEqual([
    { invitee: 'eve@example.com', roles: ['member'] },
  ]);
  await expect(formOf(await recruiter.visit(url), 'Save roles')).rejects.toThrow('has no form');
});

test('an admin changes nothing of another organization, whatever ids a form names', async ({
  servers,
}) => {
  const { admin, id } = await organizationWithAdmin(servers);
  const { admin: victim, id: foreign } = await organizationWithAdmin(servers);
  await invite(servers, victim, foreign, 'ada@example.com');
  await invite(servers, admin, id, 'ben@example.com');
  const own = await admin.visit(organizationUrl(servers, id));
  const theirs = await victim.visit(organizationUrl(servers, foreign));
  const theirRevoke = await formOf(theirs, 'Revoke');
  const invitation = theirRevoke.fields.find(([name]) => name === 'invitation')?.[1] ?? '';
  const user = victim.account.id;

  for (const button of ['Invite', 'Revoke', 'Rename', 'Delete', 'Leave']) {
    const changes = { organization: foreign, name: 'Taken over', sure: 'on', invitation };
    const answer = await send(admin, await formOf(own, button), changes);
    expect(answer.status, button).toBe(403);
  }
  for (const [button, changes, text] of [
    ['Revoke', { invitation }, 'no longer pending'],
    ['Send again', { invitation }, 'no longer pending'],
    ['Revoke', { invitation: '../users' }, 'no longer pending'],
    ['Remove', { user }, 'no longer a member'],
    ['Remove', { user: `../../${foreign}/users/${user}` }, 'This did not work'],
    ['Save roles', { user, before: '' }, 'no longer a member'],
    ['Save roles', { role: ['no-such-role'] }, 'fill in the form again'],
    ['Invite', { email: 'eve@example.com', role: 'no-such-role' }, 'fill in the form again'],
  ] as const)
    expect(await textOf(await send(admin, await formOf(own, button), changes)), button).toContain(
      text,
    );
  expect(victim.account.organizations).toEqual([{ id: foreign, roles: ['admin'] }]);
  expect(await textOf(await victim.visit(organizationUrl(servers, foreign)))).toContain(
    'ada@example.com',
  );
});

test('the last admin stays admin: alone, and when all leave at once', async ({ servers }) => {
  const { admin, id } = await organizationWithAdmin(servers);
  const other = await member(servers, id, 'member');
  const url = organizationUrl(servers, id);
  const page = await admin.visit(url);
  const self = { user: admin.account.id };
  const memberRole = await roleId(page, 'member');
  for (const [form, changes] of [
    [await formOf(page, 'Leave'), {}],
    [await formOf(page, 'Remove', self), {}],
    [await formOf(page, 'Save roles', self), { role: [memberRole] }],
    [await formOf(page, 'Save roles', self), { role: [] }],
  ] as const)
    expect(await textOf(await send(admin, form, changes))).toContain('needs an admin');
  expect(admin.account.organizations).toEqual([{ id, roles: ['admin'] }]);

  const promotion = await formOf(page, 'Save roles', { user: other.account.id });
  await send(admin, promotion, { role: [await roleId(page, 'admin')] });
  const admins = [admin, other];
  while (admins.length < 6) admins.push(await member(servers, id, 'admin'));
  const forms = await Promise.all(
    admins.map(async (person) => formOf(await person.visit(url), 'Leave')),
  );
  const leaving = forms.map((form, index) => send(admins[index] ?? admin, form));
  const texts = await Promise.all((await Promise.all(leaving)).map(textOf));
  expect(texts.filter((text) => text.includes('no longer a member'))).toHaveLength(5);
  expect(texts.filter((text) => text.includes('needs an admin'))).toHaveLength(1);
  expect(admins.filter(({ account }) => account.organizations.length > 0)).toHaveLength(1);
});

test('of two admins who change the same member, the second reads that something changed', async ({
  servers,
}) => {
  const { admin, id } = await organizationWithAdmin(servers);
  const other = await member(servers, id, 'member');
  const url = organizationUrl(servers, id);
  const page = await admin.visit(url);
  const form = await formOf(page, 'Save roles', { user: other.account.id });
  const role = await roleId(page, 'admin');
  await send(admin, form, { role: [] });
  expect(other.account.organizations).toEqual([{ id, roles: [] }]);
  const second = await send(admin, form, { role: [role] });
  expect(await textOf(second)).toContain('Somebody else has changed this');
  expect(other.account.organizations).toEqual([{ id, roles: [] }]);
});

test('all roles can be chosen, and none is lost, where Logto has many', async ({ start }) => {
  const servers = await start();
  for (let number = 1; number <= 25; number++)
    servers.logto.catalog.organizationRoles[`role-${number}`] = { permissions: [], resources: {} };
  const { admin, id } = await organizationWithAdmin(servers);
  const other = await member(servers, id, 'role-25');
  const page = await admin.visit(organizationUrl(servers, id));
  await send(admin, await formOf(page, 'Save roles', { user: other.account.id }));
  expect(other.account.organizations).toEqual([{ id, roles: ['role-25'] }]);
});

test('the list of members has pages', async ({ servers }) => {
  const { admin, id } = await organizationWithAdmin(servers);
  for (let index = 0; index < 24; index++)
    servers.logto.accounts.create({
      name: `Member ${index}`,
      organizations: [{ id, roles: ['member'] }],
    });
  const url = organizationUrl(servers, id);
  const first = await textOf(await admin.visit(url));
  expect(first).toContain('Page 1 of 2');
  expect(first).not.toContain('Member 23');
  expect(await textOf(await admin.visit(`${url}?members=2`))).toContain('Member 23');
  for (const page of ['0', '-1', 'x', '1e9', '2&members=1'])
    expect((await admin.visit(`${url}?members=${page}`)).status, page).toBe(200);
});

test('a deleted organization is gone for each member at once', async ({ servers }) => {
  const { admin, id } = await organizationWithAdmin(servers);
  const other = await member(servers, id, 'member');
  const url = organizationUrl(servers, id);
  expect((await other.visit(url)).status).toBe(200);
  const form = await formOf(await admin.visit(url), 'Delete');
  expect(await textOf(await send(admin, form))).toContain('fill in the form again');
  expect(await textOf(await send(admin, form, { sure: 'on' }))).toContain('was deleted');
  expect((await other.visit(url)).status).toBe(403);
  expect((await admin.visit(url)).status).toBe(403);
});

test('a name that is impossible is refused, and a good one is kept', async ({ servers }) => {
  const { admin, id } = await organizationWithAdmin(servers);
  const url = organizationUrl(servers, id);
  const rename = await formOf(await admin.visit(url), 'Rename');
  for (const name of ['', '   ', 'x'.repeat(129), '\u200b', 'a\u0000', 'a\nb', '\u202egro.elpmaxe'])
    expect(await textOf(await send(admin, rename, { name }))).toContain('fill in the form again');
  const renamed = await send(admin, rename, { name: '  Ada & <b>Söhne</b> ' });
  expect(await textOf(renamed)).toContain('has a new name');
  expect(nameOf(servers, id)).toBe('Ada & <b>Söhne</b>');
  expect(await renamed.text()).toContain('Ada &amp; &lt;b&gt;Söhne&lt;/b&gt;');

  const list = await admin.visit(`${servers.app.baseUrl}/organizations`);
  const create = await formOf(list, 'Create');
  const answers = await Promise.all(
    ['Twice', 'Twice'].map((name) => send(admin, create, { name })),
  );
  const urls = answers.map((answer) => new URL(answer.url).searchParams.get('outcome')).sort();
  expect(urls).toEqual(['created', 'repeated']);
  expect(admin.account.organizations.map((each) => nameOf(servers, each.id))).toEqual([
    'Ada & <b>Söhne</b>',
    'Twice',
  ]);
});

const nameOf = ({ logto }: Servers, id: string) => logto.state.organizations.get(id)?.name;

/** The id of a role, as a form offers it. */
async function roleId(page: Response, name: string): Promise<string> {
  const html = (await page.clone().text()).replaceAll('<!-- -->', '');
  const found = new RegExp(`<option value="([^"]+)"[^>]*>${name}<`).exec(html)?.[1];
  if (found === undefined) throw new Error(`No role ${name}`);
  return found;
}
