import type { Account } from './accounts';
import { demoCode, type Method } from './authentication';
import { html } from './html';
import { alert, field, layout, standIn } from './page-parts';
import type { FormState, SignInContext } from './pages';

/** Asks a signed-in user to confirm their identity, with the missing methods only. */
export function stepUpPage(
  { path, appUrl }: SignInContext,
  { error }: FormState,
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
          field('password', 'Password', { type: 'password', autocomplete: 'current-password' })
        }
        ${missing.includes('otp') && field('code', 'Code', { autocomplete: 'one-time-code' })}
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
