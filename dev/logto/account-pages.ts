import type { IncomingMessage, ServerResponse } from 'node:http';
import { alert, field, hidden, html, layout } from './html';
import { readForm, redirectTo, type Answer } from './http';
import type { LocalLogto } from './options';
import { messagePage } from './pages';

/** Path of the account pages, with and without a slash at its end. */
export const accountPath = '/account';

/** The pages that Logto has at and below {@link accountPath}, with their titles. */
const titles = new Map([
  ['', 'Your account'],
  ['security', 'Security'],
  ['profile', 'Profile'],
  ['sessions', 'Sessions'],
  ['email', 'Email address'],
  ['phone', 'Phone number'],
  ['username', 'Username'],
  ['password', 'Password'],
  ['passkey/add', 'Add a passkey'],
  ['passkey/manage', 'Passkeys'],
  ['authenticator-app', 'Authenticator app'],
  ['backup-codes/manage', 'Backup codes'],
]);

/**
 * Serves `/account` and the pages below it, which replace Logto's account pages. Only the name can be
 * changed here. A user who isn't signed in gets a 401 page; with the account center off, nobody gets a page.
 */
export async function handleAccountPage(
  request: IncomingMessage,
  response: ServerResponse,
  { app, provider, accounts, management, settings, state }: LocalLogto,
): Promise<Answer> {
  const appUrl = app.baseUrl;
  const url = new URL(request.url ?? '/', appUrl);
  const page = url.pathname.slice(accountPath.length + 1);
  const title = titles.get(page);
  if (title === undefined || !settings.accountCenter)
    return messagePage(404, 'Page not found', 'This page does not exist.', appUrl);
  const session = await provider.Session.get(provider.createContext(request, response));
  const account = accounts.get(session.accountId ?? '');
  if (!account || account.suspended) {
    const words = 'You are not signed in. Sign in to the application first.';
    return messagePage(401, title, words, appUrl);
  }
  const wanted = URL.parse(url.searchParams.get('redirect') ?? '');
  const back = wanted?.origin === new URL(appUrl).origin ? wanted.href : undefined;
  const xsrf = state.secretFor(`form of ${session.uid}`);
  const others = [...titles].filter(([path]) => path !== '' && path !== page);
  const show = (status: number, error?: string): Answer => ({
    status,
    body: layout(
      title,
      html`
        <h1>${title}</h1>
        <p class="muted">${account.name ?? account.username ?? account.id}</p>
        ${alert(error)}
        ${
          page === 'profile' &&
          html`<form method="post">
            ${hidden('xsrf', xsrf)}
            ${field('name', 'Name', 'name', { value: account.name ?? '', optional: true })}
            <button type="submit">Save</button>
          </form>`
        }
        ${back !== undefined && html`<p class="after"><a href="${back}">Back to the application</a></p>`}
        <section>
          <p class="muted">
            These pages replace Logto's account pages in development. Only the name in the profile
            can be changed.
          </p>
          <ul>
            ${others.map(([path, name]) => html`<li><a href="${accountPath}/${path}${url.search}">${name}</a></li>`)}
          </ul>
        </section>
      `,
    ),
  });
  if (request.method !== 'POST' || page !== 'profile') return show(200);

  const form = await readForm(request);
  const name = form['name']?.trim() ?? '';
  if (form['xsrf'] !== xsrf) return show(403, 'This form has expired. Try again.');
  if (name.length > 128) return show(422, 'Use a name of at most 128 characters.');
  await management.rename(account, name || null, 'user');
  return redirectTo(back ?? url.pathname);
}
