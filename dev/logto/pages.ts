import type { Account } from './accounts';
import { consolePath } from './console';
import { alert, autoSubmitScript, field, html, Html, layout } from './html';
import type { Answer } from './http';
import { demoAccounts } from './seed';
import { demoCode, type Method } from './sign-in-policy';

/** Notice on the sign-in pages. */
const standIn =
  'This is a local Logto, for development and tests only. Its accounts are demo accounts.';

/** A page of a sign-in. */
export interface SignInContext {
  /** Path of this sign-in, without a slash at the end. */
  path: string;
  /** Public origin of the application that asked for the sign-in. */
  appUrl: string;
  /** The values to fill in. Never contains a password. */
  values?: Record<string, string> | undefined;
  /** The message about a form that was refused. */
  error?: string | undefined;
}

/** The sign-in form, the demo accounts, and the mock social provider. */
export function signInPage({ path, appUrl, values, error }: SignInContext): string {
  return layout(
    'Sign in',
    html`
      <h1>Sign in</h1>
      <p class="muted">to continue to ${appUrl}</p>
      ${alert(error)}
      <form method="post" action="${path}/sign-in">
        ${field('identifier', 'Username or email', 'username', { value: values?.identifier })}
        ${field('password', 'Password', 'current-password', { type: 'password' })}
        <button type="submit">Sign in</button>
      </form>
      <form method="post" action="${path}/social">
        <button type="submit" class="quiet">Continue with Demo Social</button>
      </form>
      <p class="after">New here? <a href="${path}/register">Create account</a></p>
      <section aria-labelledby="demo">
        <h2 id="demo">Demo accounts</h2>
        <p class="muted">${standIn}</p>
        <ul>
          ${demoAccounts.map(
            ({ username, password, description }) =>
              html`<li>
                <code>${username}</code> with password <code>${password}</code><br />
                <span class="muted">${description}</span>
              </li>`,
          )}
        </ul>
        <p class="after"><a href="${consolePath}">Suspend, delete or change a user</a></p>
      </section>
    `,
  );
}

/** The registration form; name and e-mail address are optional. */
export function registerPage({ path, appUrl, values, error }: SignInContext): string {
  return layout(
    'Create account',
    html`
      <h1>Create account</h1>
      <p class="muted">to continue to ${appUrl}</p>
      ${alert(error)}
      <form method="post" action="${path}/register">
        ${field('username', 'Username', 'username', { value: values?.username })}
        ${field('password', 'Password', 'new-password', { type: 'password' })}
        ${field('name', 'Name (optional)', 'name', { value: values?.name, optional: true })}
        ${field('email', 'Email (optional)', 'email', {
          value: values?.email,
          type: 'email',
          optional: true,
        })}
        <button type="submit">Create account</button>
      </form>
      <p class="after">Already have an account? <a href="${path}/sign-in">Go to sign-in</a></p>
      <section><p class="muted">${standIn}</p></section>
    `,
  );
}

/** Asks a signed-in user to confirm their identity, with the missing methods only. */
export function stepUpPage(
  { path, appUrl, error }: SignInContext,
  account: Account,
  missing: readonly Method[],
): string {
  return layout(
    'Confirm that it is you',
    html`
      <h1>Confirm that it is you</h1>
      <p class="muted">
        ${account.username ?? account.name ?? account.id}, to continue to ${appUrl}
      </p>
      ${alert(error)}
      <form method="post" action="${path}/step-up">
        ${
          missing.includes('pwd') &&
          field('password', 'Password', 'current-password', { type: 'password' })
        }
        ${missing.includes('otp') && field('code', 'Code', 'one-time-code')}
        <button type="submit">Continue</button>
      </form>
      <section>
        ${
          missing.includes('otp') &&
          html`<p class="muted">The code of every demo account is <code>${demoCode}</code>.</p>`
        }
        <p class="muted">${standIn}</p>
      </section>
    `,
  );
}

/** Asks a user who opened another person's link with a one-time token whether to switch account. */
export function switchPage(
  { path, appUrl }: SignInContext,
  account: Account,
  email: unknown,
): string {
  const current = account.email ?? account.username ?? account.name ?? account.id;
  return layout(
    'Switch account',
    html`
      <h1>Switch account</h1>
      <p>You are signed in as ${current}. This link is for ${String(email)}.</p>
      <form method="post" action="${path}/switch">
        <button type="submit">Continue as ${String(email)}</button>
      </form>
      <p class="after"><a href="${appUrl}/">Back</a></p>
    `,
  );
}

/** Ends the session at Logto. `form` comes from oidc-provider, with its protection against forgery. */
export function signOutPage(form: string): string {
  return layout(
    'Signing out',
    html`
      <h1>Signing out</h1>
      <p>You will return to the application in a moment. If nothing happens, press Continue.</p>
      ${new Html(form)}
      <button type="submit" form="op.logoutForm" name="logout" value="yes">Continue</button>
      ${new Html(`<script>${autoSubmitScript}</script>`)}
    `,
  );
}

/** A page with a message and a link back to the application. */
export function messagePage(
  status: number,
  title: string,
  message: string,
  appUrl: string,
): Answer {
  const body = layout(
    title,
    html`
      <h1>${title}</h1>
      <p>${message}</p>
      <p class="after"><a href="${appUrl}">Back to the application</a></p>
    `,
  );
  return { status, body };
}
