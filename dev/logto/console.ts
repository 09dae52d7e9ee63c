import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account, Accounts } from './accounts';
import type { AntiForgery } from './anti-forgery';
import { consolePage, consolePath, fieldOf } from './console-page';
import { readForm } from './forms';
import type { Management } from './management';
import { messagePage } from './pages';
import { isMember } from './permissions';
import { redirect, sendPage } from './responses';
import { organizationRoles, organizations, roles } from './seed';

/** Dependencies of the console. */
export interface ConsoleDependencies {
  /** Origin of the local Logto. */
  endpoint: string;
  accounts: Accounts;
  management: Management;
  antiForgery: AntiForgery;
  /** Public origin of the application. */
  appUrl: string;
}

/**
 * Serves `/console`: lists the accounts and lets an administrator change them. It needs no sign-in, so it
 * refuses any host but `localhost`: a website could point its own domain to this machine.
 */
export async function handleConsole(
  request: IncomingMessage,
  response: ServerResponse,
  { endpoint, accounts, management, antiForgery, appUrl }: ConsoleDependencies,
): Promise<void> {
  if (request.headers.host !== new URL(endpoint).host) {
    sendPage(response, 403, messagePage('Wrong address', `Open this page at ${endpoint}.`, appUrl));
    return;
  }
  const show = (status: number, error?: string) => {
    const xsrf = antiForgery.tokenFor(consolePath);
    sendPage(response, status, consolePage([...accounts.values()], xsrf, error));
  };
  if (request.method !== 'POST') {
    show(200);
    return;
  }
  const form = await readForm(request);
  const account = accounts.get(form['id'] ?? '');
  if (!antiForgery.isRight(consolePath, form['xsrf']))
    show(403, 'This form has expired. Try again.');
  else if (!account) show(404, 'There is no such account.');
  else {
    await change(account, form, management);
    redirect(response, consolePath);
  }
}

/** Runs the action of the pressed button. */
async function change(account: Account, form: Record<string, string>, management: Management) {
  const { action } = form;
  if (action === 'suspend' || action === 'unsuspend')
    await management.setSuspended(account, action === 'suspend');
  else if (action === 'delete') await management.remove(account);
  else if (action === 'save') await save(account, form, management);
}

/** Sets the account's roles and memberships to the checked ones. */
async function save(account: Account, form: Record<string, string>, management: Management) {
  const checked = (names: string[], organization?: string) =>
    names.filter((name) => fieldOf(name, organization) in form);
  account.roles = checked(Object.keys(roles));
  for (const { id } of organizations) {
    const held = checked(Object.keys(organizationRoles), id);
    const wanted = fieldOf('', id) in form || held.length > 0;
    if (!wanted && isMember(account, id)) await management.removeMembers(id, [account]);
    if (wanted && !isMember(account, id)) await management.addMembers(id, [account], held);
    for (const membership of account.organizations)
      if (membership.id === id) membership.roles = held;
  }
}
