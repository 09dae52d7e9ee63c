import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { z } from 'zod';
import type { Account, Accounts } from './accounts';
import type { AntiForgery } from './anti-forgery';
import { readForm } from './forms';
import { html } from './html';
import type { Management } from './management';
import { alert, field, hidden, layout } from './page-parts';
import { messagePage } from './pages';
import { redirect, sendPage } from './responses';
import type { LocalLogtoSettings } from './settings';

/** Path of the account pages, with and without a slash at its end. */
export const accountPath = '/account';

/** The pages that Logto has below {@link accountPath}, with their titles. */
const titles: Record<string, string> = {
  security: 'Security',
  profile: 'Profile',
  sessions: 'Sessions',
  email: 'Email address',
  phone: 'Phone number',
  username: 'Username',
  password: 'Password',
  'passkey/add': 'Add a passkey',
  'passkey/manage': 'Passkeys',
  'authenticator-app': 'Authenticator app',
  'backup-codes/manage': 'Backup codes',
};

/** Dependencies of the account pages. */
export interface AccountPageDependencies {
  provider: Provider;
  accounts: Accounts;
  management: Management;
  antiForgery: AntiForgery;
  /** Public origin of the application. */
  appUrl: string;
  settings: LocalLogtoSettings;
}

const nameForm = z.object({
  name: z.string().trim().max(128, 'Use a name of at most 128 characters.'),
});

/**
 * Serves `/account` and the pages below it: stand-ins for Logto's pages where users change their
 * account. Only the name can be changed here. A user who isn't signed in gets a 401 page; with the
 * account center off, nobody gets a page.
 */
export async function handleAccountPage(
  request: IncomingMessage,
  response: ServerResponse,
  { provider, accounts, management, antiForgery, appUrl, settings }: AccountPageDependencies,
): Promise<void> {
  const url = new URL(request.url ?? '/', appUrl);
  const page = url.pathname.slice(accountPath.length + 1);
  const title =
    page === '' ? 'Your account' : Object.hasOwn(titles, page) ? titles[page] : undefined;
  const session = await provider.Session.get(provider.createContext(request, response));
  const account = accounts.get(session.accountId ?? '');
  if (title === undefined || !settings.accountCenter) {
    sendPage(response, 404, messagePage('Page not found', 'This page does not exist.', appUrl));
    return;
  }
  if (!account || account.suspended) {
    const words = 'You are not signed in. Sign in to the application first.';
    sendPage(response, 401, messagePage(title, words, appUrl));
    return;
  }
  const back = returnUrl(url.searchParams.get('redirect'), appUrl);
  const show = (status: number, error?: string) => {
    const xsrf = antiForgery.tokenFor(session.uid);
    sendPage(
      response,
      status,
      accountPage({ page, title, account, search: url.search, back, xsrf, error }),
    );
  };
  if (request.method !== 'POST' || page !== 'profile') {
    show(200);
    return;
  }
  const { xsrf, ...fields } = await readForm(request);
  const form = nameForm.safeParse(fields);
  if (!antiForgery.isRight(session.uid, xsrf)) show(403, 'This form has expired. Try again.');
  else if (!form.success) show(422, form.error.issues.map(({ message }) => message).join(' '));
  else {
    await management.rename(account, form.data.name || null, 'user');
    redirect(response, back ?? url.pathname);
  }
}

/** Returns the address that a page links back to, if it belongs to the application. */
function returnUrl(wanted: string | null, appUrl: string): string | undefined {
  const url = URL.parse(wanted ?? '');
  return url?.origin === new URL(appUrl).origin ? url.href : undefined;
}

function accountPage(options: {
  page: string;
  title: string;
  account: Account;
  /** The page's own query, for the links between the pages. */
  search: string;
  back: string | undefined;
  xsrf: string;
  error: string | undefined;
}): string {
  const { page, title, account, search, back, xsrf, error } = options;
  const others = Object.entries(titles).filter(([path]) => path !== page);
  return layout(
    title,
    html`
      <h1>${title}</h1>
      <p class="muted">${account.name ?? account.username ?? account.id}</p>
      ${alert(error)}
      ${
        page === 'profile' &&
        html`<form method="post">
          ${hidden('xsrf', xsrf)}
          ${field('name', 'Name', { value: account.name ?? '', autocomplete: 'name', optional: true })}
          <button type="submit">Save</button>
        </form>`
      }
      ${back !== undefined && html`<p class="after"><a href="${back}">Back to the application</a></p>`}
      <section>
        <p class="muted">
          These pages replace Logto's account pages in development. Only the name in the profile can
          be changed.
        </p>
        <ul>
          ${others.map(([path, name]) => html`<li><a href="${accountPath}/${path}${search}">${name}</a></li>`)}
        </ul>
      </section>
    `,
  );
}
