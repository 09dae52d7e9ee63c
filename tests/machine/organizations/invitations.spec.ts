import { randomBytes } from 'node:crypto';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { formOf, send, textOf } from './forms';
import {
  organizationWithAdmin,
  invite,
  member,
  organizationUrl,
  person,
  type Servers,
} from './people';

/** Logto's entry flows: a person with and without an account, signed in or not, by the link or by the mail. */

const newAddress = () => `${randomBytes(6).toString('hex')}@example.com`;

/** An organization, its admin, and an invitation for this address. */
async function invitationFor(servers: Servers, email = newAddress()) {
  const { admin, id } = await organizationWithAdmin(servers);
  return { admin, id, email, link: await invite(servers, admin, id, email) };
}

/** The link in the mail for this address. */
function mailFor({ logto }: Servers, email: string, link: string): string {
  const mails = logto.state.outbox.filter(({ to }) => to === email);
  return mails.find((mail) => mail.link?.startsWith(link))?.link ?? '';
}

/** The address of a link of a page. */
async function linkOf(page: Response, text: string): Promise<URL> {
  const main = /<main.*<\/main>/s.exec(await page.clone().text())?.[0] ?? '';
  const found = [...main.matchAll(/<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gs)].find(
    ([, , words = '']) => words.replaceAll(/<[^>]+>/g, '').includes(text),
  );
  if (!found) throw new Error(`No link "${text}":\n${main}`);
  return new URL((found[1] ?? '').replaceAll('&amp;', '&'), page.url);
}

test('signed in as the invited address, in another spelling: one button, and a member with the role', async ({
  servers,
}) => {
  const guest = await person(servers, { email: `Guest-${newAddress().toUpperCase()}` });
  const { link, id } = await invitationFor(servers, guest.account.email?.toLowerCase());
  const page = await guest.visit(link);
  expect(await textOf(page)).toContain('You will be there as: member');
  const joined = await send(guest, await formOf(page, 'Join'));
  expect(joined.url).toBe(`${organizationUrl(servers, id)}?outcome=joined`);
  expect(await textOf(joined)).toContain('Your roles member');
  expect(guest.account.organizations).toEqual([{ id, roles: ['member'] }]);
  expect(await textOf(await guest.visit(link))).toContain('You are a member already');
});

test('signed out, with an account: sign in with the address filled in, and come back', async ({
  servers,
}) => {
  const { app } = servers;
  const guest = await person(servers);
  const { link } = await invitationFor(servers, guest.account.email ?? '');
  const stranger = new Client();
  const page = await stranger.visit(link);
  expect(await textOf(page)).toContain(`The invitation is for ${guest.account.email}`);
  for (const text of ['Sign in', 'Create account']) {
    const { searchParams } = await linkOf(page, text);
    expect(searchParams.get('login_hint')).toBe(guest.account.email);
    expect(app.baseUrl + (searchParams.get('return_to') ?? '')).toBe(link);
  }
  const form = await stranger.visit(await linkOf(page, 'Sign in'));
  expect(await form.clone().text()).toContain(`value="${guest.account.email}"`);
  const body = new URLSearchParams({
    identifier: guest.account.email ?? '',
    password: guest.account.password ?? '',
  });
  const back = await stranger.visit(form.url, { method: 'POST', body });
  expect(back.url).toBe(link);
  await formOf(back, 'Join');
});

test('signed out, without an account: sign up with the address filled in, come back and join', async ({
  servers,
}) => {
  const { link, email, id } = await invitationFor(servers);
  const guest = new Client();
  const form = await guest.visit(await linkOf(await guest.visit(link), 'Create account'));
  expect(await form.clone().text()).toContain(`value="${email}"`);
  const username = `user_${email.slice(0, 12)}`;
  const body = new URLSearchParams({ username, password: 'password-1', email });
  const back = await guest.visit(form.url, { method: 'POST', body });
  expect(back.url).toBe(link);
  expect((await send(guest, await formOf(back, 'Join'))).url).toContain(`/organizations/${id}`);
  expect(servers.logto.accounts.named(email).organizations).toEqual([{ id, roles: ['member'] }]);
});

test('signed in as somebody else: nothing is accepted, and the account can be switched', async ({
  servers,
}) => {
  const { admin, id, link, email } = await invitationFor(servers);
  const other = await person(servers);
  const without = await person(servers, { email: null });
  for (const stranger of [other, without, admin]) {
    const page = await stranger.visit(link);
    expect(await textOf(page)).toContain('This invitation is for another account');
    await expect(formOf(page, 'Join')).rejects.toThrow('has no form');
    const { searchParams } = await linkOf(page, 'Switch account');
    expect(Object.fromEntries(searchParams)).toMatchObject({ prompt: 'login', login_hint: email });
  }
  // The form of another invitation, with the id of this one.
  const own = await invitationFor(servers, other.account.email ?? '');
  const form = await formOf(await other.visit(own.link), 'Join');
  const answer = await send(other, form, { invitation: link.split('/').at(-1) ?? '' });
  expect(await textOf(answer)).toContain('This invitation is for another account');
  expect(other.account.organizations).toEqual([]);
  expect(admin.account.organizations).toEqual([{ id, roles: ['admin'] }]);
});

test('the mail’s link signs a new user up without a password, and only the mail has it', async ({
  servers,
}) => {
  const { admin, id, link, email } = await invitationFor(servers);
  const mail = mailFor(servers, email, link);
  const token = new URL(mail).searchParams.get('token') ?? '';
  expect(token).toHaveLength(32);
  expect(await (await admin.visit(organizationUrl(servers, id))).text()).not.toContain(token);

  const guest = new Client();
  const page = await guest.visit(mail);
  const back = await guest.visit(await linkOf(page, `Continue as ${email}`));
  expect(back.url).toBe(link);
  const joined = await send(guest, await formOf(back, 'Join'));
  expect(await textOf(joined)).toContain('Welcome!');
  expect(servers.logto.accounts.named(email).organizations).toEqual([{ id, roles: ['member'] }]);
});

test('the mail’s link also signs in a user who has an account, in place of somebody else', async ({
  page,
  servers,
  signedInAs,
}) => {
  const { link, email, id } = await invitationFor(servers);
  const account = servers.logto.accounts.create({ email, username: `user-${email.slice(0, 8)}` });
  const other = await signedInAs();
  await page.goto(mailFor(servers, email, link));
  await page.getByRole('link', { name: 'Switch account' }).click();
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByText('Welcome!')).toBeVisible();
  expect(account.organizations).toEqual([{ id, roles: ['member'] }]);
  expect(other.organizations).toEqual([]);
});

test('accepted twice at once: one membership, and nobody reads an error', async ({ servers }) => {
  const guest = await person(servers);
  const { link, id } = await invitationFor(servers, guest.account.email ?? '');
  const form = await formOf(await guest.visit(link), 'Join');
  const answers = await Promise.all([guest, guest.copy()].map((client) => send(client, form)));
  for (const answer of answers)
    expect(await textOf(answer)).toMatch(/Welcome!|You are a member already/);
  expect(guest.account.organizations).toEqual([{ id, roles: ['member'] }]);
});

test('expired, revoked, accepted and unknown invitations have a message, and let nobody in', async ({
  servers,
}) => {
  const { logto, app } = servers;
  const guest = await person(servers);
  const email = guest.account.email ?? '';
  const { admin, id, link } = await invitationFor(servers, email);
  const form = await formOf(await guest.visit(link), 'Join');
  const expectRefusal = async (words: string) => {
    for (const client of [guest, new Client()]) {
      const text = await textOf(await client.visit(link));
      expect(text).toContain(words);
    }
    expect(await textOf(await send(guest, form))).toContain(words);
    expect(guest.account.organizations).toEqual([]);
  };

  const invitation = logto.state.invitations.get(link.split('/').at(-1) ?? '');
  const { expiresAt } = invitation ?? { expiresAt: 0 };
  Object.assign(invitation ?? {}, { expiresAt: Date.now() - 1 });
  await expectRefusal('This invitation has expired');
  Object.assign(invitation ?? {}, { expiresAt });

  const page = await admin.visit(organizationUrl(servers, id));
  expect(await textOf(await send(admin, await formOf(page, 'Revoke')))).toContain('was revoked');
  await expectRefusal('This invitation was revoked');

  const next = await invite(servers, admin, id, email);
  await send(guest, await formOf(await guest.visit(next), 'Join'));
  expect(guest.account.organizations).toEqual([{ id, roles: ['member'] }]);
  expect(await textOf(await new Client().visit(next))).toContain('accepted already');

  for (const unknown of ['x'.repeat(21), 'x', '..%2Fusers', '%00', 'x'.repeat(500)])
    expect(
      await textOf(await guest.visit(`${app.baseUrl}/invitations/${unknown}`)),
      unknown,
    ).toMatch(/does not exist/);
});

test('an impossible id in the form that joins is refused', async ({ servers }) => {
  const guest = await person(servers);
  const { link } = await invitationFor(servers, guest.account.email ?? '');
  const form = await formOf(await guest.visit(link), 'Join');
  for (const [invitation, words] of [
    ['..', 'Logto starter'],
    ['../users', 'does not exist'],
    [`${'x'.repeat(127)}😀`, 'does not exist'],
    ['x'.repeat(5_000), 'a value is missing, too long or not possible'],
  ] as const) {
    const answer = await send(guest, form, { invitation });
    expect(answer.status).toBe(200);
    expect(await textOf(answer)).toContain(words);
  }
  expect(guest.account.organizations).toEqual([]);
});

test('an address that is impossible, invited or a member’s has a message, and stays in the form', async ({
  servers,
}) => {
  const { admin, id, email } = await invitationFor(servers);
  const other = await member(servers, id, 'member');
  const form = await formOf(await admin.visit(organizationUrl(servers, id)), 'Invite');
  for (const [address, words] of [
    ['', 'not an e-mail address'],
    ['no address', 'not an e-mail address'],
    ['a@b', 'not an e-mail address'],
    ['<b>@example.com', 'not an e-mail address'],
    [`${'x'.repeat(5_000)}@example.com`, 'not an e-mail address'],
    ['a@example.com\r\nBcc: b@example.com', 'not an e-mail address'],
    [`  ${email.toUpperCase()} `, 'has an invitation already'],
    [other.account.email ?? '', 'may belong to a member'],
  ] as const) {
    const answer = await send(admin, form, { email: address });
    expect(await textOf(answer), address).toContain(words);
    expect((await formOf(answer, 'Invite')).fields).toContainEqual([
      'email',
      address.slice(0, 254),
    ]);
  }
});

test('without a way to send e-mail, the link is there to copy; with one, it can be sent again', async ({
  servers,
}) => {
  servers.logto.settings.emailConnector = false;
  const { admin, id, email, link } = await invitationFor(servers);
  const url = organizationUrl(servers, id);
  expect(servers.logto.state.outbox.filter((mail) => mail.link?.startsWith(link))).toEqual([]);
  const again = await formOf(await admin.visit(url), 'Send again');
  expect(await textOf(await send(admin, again))).toContain('Copy its link');
  servers.logto.settings.emailConnector = true;
  expect(await textOf(await send(admin, again))).toContain('The invitation was sent.');
  expect(servers.logto.state.outbox.filter((mail) => mail.to === email).at(-1)?.link).toContain(
    link,
  );
});
