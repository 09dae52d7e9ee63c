import type { Account } from './accounts';
import { html, type Html } from './html';
import { alert, checkbox, hidden, layout } from './page-parts';
import { organizationRoles, organizations, roles } from './seed';

/** Path of the page that stands in for Logto's Console. */
export const consolePath = '/console';

/** The name of a checkbox: for a role, for a role in an organization, or for membership alone. */
export const fieldOf = (role: string, organization = ''): string =>
  ['role', organization, role].join(':');

/** All accounts, each with what an administrator can change. */
export function consolePage(accounts: Account[], xsrf: string, error: string | undefined): string {
  return layout(
    'Users',
    html`
      <h1>Users</h1>
      <p class="muted">
        This stands in for what an administrator does in Logto's Console. The application is told by
        webhook of suspended and deleted users, and of memberships that change. Of roles it isn't,
        as with Logto.
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
        ${suspended ? 'Let in' : 'Suspend'} ${title}
      </button>
      <button name="action" value="delete" class="quiet">Delete ${title}</button>
    </form>
  </section>`;
}
