import { randomBytes } from 'node:crypto';
import type { Account, LocalLogto } from '@/dev/logto/server';
import type { App } from '../../support/app';
import { Client } from '../../support/client';
import { formOf, send } from './forms';

export interface Servers {
  app: App;
  logto: LocalLogto;
}

/** A user with a browser in which they are signed in. */
export interface Person extends Client {
  account: Account;
}

/** Signs in a new user with this e-mail address and these memberships. */
export async function person(
  { app, logto }: Servers,
  fields: Partial<Account> = {},
): Promise<Person> {
  const username = `user-${randomBytes(6).toString('hex')}`;
  const email = `${username}@example.com`;
  const account = logto.accounts.create({ username, password: 'password', email, ...fields });
  const client = new Client();
  await client.signIn(app, username, 'password');
  return Object.assign(client, { account });
}

/** Creates an organization as this user, and returns its id. */
export async function createOrganization({ app }: Servers, creator: Client): Promise<string> {
  const list = await creator.visit(`${app.baseUrl}/organizations`);
  const name = `Team ${randomBytes(6).toString('hex')}`;
  const page = await send(creator, await formOf(list, 'Create'), { name });
  const [, id] = /\/organizations\/([\w-]+)\?outcome=created$/.exec(page.url) ?? [];
  if (id === undefined) throw new Error(`No organization: ${page.url}`);
  return id;
}

/** An organization that Logto has already, and its admin. */
export async function organizationWithAdmin(servers: Servers) {
  const id = randomBytes(6).toString('hex');
  const organization = { id, name: `Team ${id}`, description: null, customData: {} };
  servers.logto.state.organizations.set(id, { ...organization, createdAt: Date.now() });
  return { id, admin: await member(servers, id, 'admin') };
}

/** A new user who has these roles in the organization. */
export const member = (servers: Servers, id: string, ...roles: string[]) =>
  person(servers, { organizations: [{ id, roles }] });

export const organizationUrl = ({ app }: Servers, id: string) =>
  `${app.baseUrl}/organizations/${id}`;

/** Invites an address, and returns the link that the inviter sees. */
export async function invite(
  servers: Servers,
  inviter: Client,
  id: string,
  email: string,
): Promise<string> {
  const page = await inviter.visit(organizationUrl(servers, id));
  const answer = await send(inviter, await formOf(page, 'Invite'), { email });
  const html = await answer.text();
  const links = [...html.matchAll(/aria-label="Link for ([^"]*)"[^>]* value="([^"]*)"/g)];
  const [, , link] = links.find(([, invitee]) => invitee === email.toLowerCase()) ?? [];
  if (link === undefined) throw new Error(`No invitation: ${answer.url}`);
  return link;
}
