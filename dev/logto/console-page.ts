import type { Account } from './accounts';
import { html, type Html } from './html';
import { alert, checkbox, hidden, layout } from './page-parts';
import { organizationRoles, organizations, roles } from './seed';

/** Path of the page that replaces Logto's Console. */
export const consolePath = '/console';

/** Returns the name of a checkbox: for a role, a role in an organization, or membership alone. */
export const fieldOf = (role: string, organization = ''): string =>
  ['role', organization, role].join(':');

/** Lists all accounts, each with a form to change it. */
export function consolePage(accounts: Account[], xsrf: string, error: string | undefined): string {
  return layout(
    'Users',
    html`
      <h1>Users</h1>
      <p class="muted">
        This page replaces Logto's Console in development. The application gets a webhook when a
        user is suspended or deleted, or when a membership changes. As with Logto, a changed role
        sends none.
      </p>
      ${alert(error)} ${accounts.map((account) => accountForm(account, xsrf))}
    `,
  );
}

function accountForm(account: Account, xsrf: string): Html {
  const { id, username, name, suspended, organizations: memberships } = account;
  const title = username ?? name ?? id;
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
      ${organizations.map(
        (organization) =>
          html`<fieldset>
            <legend>${organization.name}</legend>
            ${checkbox(fieldOf('', organization.id), 'Is a member', !!held(organization.id))}
            ${Object.keys(organizationRoles).map((role) =>
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
