import type { IncomingMessage } from 'node:http';
import type { Account } from './accounts';
import { alert, checkbox, hidden, html, layout, type Html } from './html';
import { readForm, redirectTo, type Answer } from './http';
import type { LocalLogto } from './options';
import { messagePage } from './pages';
import { isMember } from './permissions';
import { roles } from './seed';
import type { Mail } from './state';

/** Path of the page that replaces Logto's Console. */
export const consolePath = '/console';

const outboxPath = `${consolePath}/outbox`;

/**
 * Serves `/console`: lists the accounts and lets an administrator change them; and `/console/outbox`, which
 * lists the mail to users. It needs no sign-in, so it
 * refuses any host but `localhost`: a website could point its own domain to this machine.
 */
export async function handleConsole(
  request: IncomingMessage,
  path: string,
  logto: LocalLogto,
): Promise<Answer> {
  const { app, endpoint, accounts, state } = logto;
  if (request.headers.host !== new URL(endpoint).host)
    return messagePage(403, 'Wrong address', `Open this page at ${endpoint}.`, app.baseUrl);
  if (path === outboxPath) return { status: 200, body: outboxPage(state.outbox) };
  const xsrf = state.secretFor('form of the console');
  const show = (status: number, error?: string) => ({
    status,
    body: usersPage(logto, xsrf, error),
  });
  if (request.method !== 'POST') return show(200);

  const form = await readForm(request);
  const account = accounts.get(form['id'] ?? '');
  if (form['xsrf'] !== xsrf) return show(403, 'This form has expired. Try again.');
  if (!account) return show(404, 'There is no such account.');
  await change(account, form, logto);
  return redirectTo(consolePath);
}

/** Runs the action of the pressed button. */
async function change(account: Account, form: Record<string, string>, logto: LocalLogto) {
  const { management } = logto;
  const { action } = form;
  if (action === 'suspend' || action === 'unsuspend')
    await management.setSuspended(account, action === 'suspend');
  else if (action === 'delete') await management.remove(account);
  else if (action === 'save') await save(account, form, logto);
}

/** Sets the account's roles and memberships to the checked ones. */
async function save(account: Account, form: Record<string, string>, logto: LocalLogto) {
  const { catalog, management, state } = logto;
  const checked = (names: string[], organization?: string) =>
    names.filter((name) => fieldOf(name, organization) in form);
  account.roles = checked(Object.keys(roles));
  for (const id of state.organizations.keys()) {
    const held = checked(Object.keys(catalog.organizationRoles), id);
    const wanted = fieldOf('', id) in form || held.length > 0;
    if (!wanted && isMember(account, id)) await management.removeMembers(id, [account]);
    if (wanted && !isMember(account, id)) await management.addMembers(id, [account], held);
    for (const membership of account.organizations)
      if (membership.id === id) membership.roles = held;
  }
}

/** Returns the name of a checkbox: for a role, a role in an organization, or membership alone. */
const fieldOf = (role: string, organization = ''): string => ['role', organization, role].join(':');

/** Lists the mails, the newest first. */
function outboxPage(outbox: readonly Mail[]): string {
  return layout(
    'Outbox',
    html`
      <h1>Outbox</h1>
      <p class="muted">
        The local Logto sends no mail. This page shows the mail that Logto would send, and the
        one-time tokens that the application has created.
      </p>
      ${outbox.toReversed().map(
        ({ to, subject, link }) =>
          html`<section>
            <h2>${subject}</h2>
            <p class="muted">to ${to}</p>
            ${link !== null && html`<p><a href="${link}">${link}</a></p>`}
          </section>`,
      )}
      <p class="after"><a href="${consolePath}">Users</a></p>
    `,
  );
}

/** Lists all accounts, each with a form to change it. */
function usersPage(logto: LocalLogto, xsrf: string, error: string | undefined): string {
  return layout(
    'Users',
    html`
      <h1>Users</h1>
      <p class="muted">
        This page replaces Logto's Console in development. The application gets a webhook when a
        user is suspended or deleted, or when a membership changes. As with Logto, a changed role
        sends none.
      </p>
      <p><a href="${outboxPath}">Outbox: mail to users</a></p>
      ${alert(error)}
      ${[...logto.accounts.values()].map((account) => accountForm(account, logto, xsrf))}
    `,
  );
}

function accountForm(account: Account, { state, catalog }: LocalLogto, xsrf: string): Html {
  const { id, username, name, email, suspended, organizations: memberships } = account;
  const title = username ?? name ?? email ?? id;
  const held = (organization: string) => memberships.find((one) => one.id === organization);
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}${suspended && ', suspended'}</h2>
    <form method="post">
      ${hidden('xsrf', xsrf)} ${hidden('id', id)}
      <fieldset>
        <legend>Roles</legend>
        ${Object.keys(roles).map((role) =>
          checkbox(fieldOf(role), role, account.roles.includes(role)),
        )}
      </fieldset>
      ${[...state.organizations.values()].map(
        (organization) =>
          html`<fieldset>
            <legend>${organization.name}</legend>
            ${checkbox(fieldOf('', organization.id), 'Is a member', !!held(organization.id))}
            ${Object.keys(catalog.organizationRoles).map((role) =>
              checkbox(
                fieldOf(role, organization.id),
                role,
                !!held(organization.id)?.roles.includes(role),
              ),
            )}
          </fieldset>`,
      )}
      <button name="action" value="save">Save ${title}</button>
      <button name="action" value="${suspended ? 'unsuspend' : 'suspend'}" class="quiet">
        ${suspended ? 'Reactivate' : 'Suspend'} ${title}
      </button>
      <button name="action" value="delete" class="quiet">Delete ${title}</button>
    </form>
  </section>`;
}
