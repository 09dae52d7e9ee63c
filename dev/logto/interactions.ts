import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import type { Account, Accounts } from './accounts';
import { authenticationBy } from './authentication';
import { readForm, registration, signIn, stepUp, type FormSchema } from './forms';
import type { Management } from './management';
import { messagePage, registerPage, signInPage, type FormState, type SignInContext } from './pages';
import { redirect, sendPage } from './responses';
import type { LocalLogtoSettings } from './settings';
import { readStepUp } from './sign-in-policy';
import { stepUpPage } from './step-up-page';

/** Path of the pages that belong to one sign-in. Its cookie is valid below this path only. */
export function interactionPath(uid: string): string {
  return `/interaction/${uid}`;
}

/** Dependencies of the sign-in routes. */
export interface InteractionDependencies {
  provider: Provider;
  accounts: Accounts;
  management: Management;
  settings: LocalLogtoSettings;
  /** Public origin of the application. */
  appUrl: string;
}

interface Exchange extends SignInContext {
  request: IncomingMessage;
  response: ServerResponse;
  params: Record<string, unknown>;
}

type Params = Exchange['params'];

/**
 * Serves `/interaction/<uid>`, where oidc-provider sends a browser that has to sign in, and its pages
 * `sign-in`, `register`, `social` and `step-up`. Answers 400 with a page if that sign-in has expired or
 * belongs to another browser.
 */
export async function handleInteraction(
  request: IncomingMessage,
  response: ServerResponse,
  { provider, accounts, management, settings, appUrl }: InteractionDependencies,
): Promise<void> {
  const [, , uid = '', page] = (request.url ?? '').split('?', 1).join('').split('/');
  const interaction = await provider.interactionDetails(request, response).catch(ifNotFound);
  if (interaction?.uid !== uid) {
    sendPage(response, 400, messagePage('This sign-in has expired', expired, appUrl));
    return;
  }
  const { params, prompt, session } = interaction;
  const exchange = { request, response, appUrl, path: interactionPath(uid), params };
  const known = new Set(accounts.keys());
  const finish =
    (...methods: string[]) =>
    async (account: Account, values?: FormState['values']) => {
      if (account.suspended) {
        sendPage(response, 422, signInPage(exchange, { values, error: suspended }));
        return;
      }
      if (!known.has(account.id)) await management.reportRegistration(account, params['client_id']);
      const proven = authenticationBy(account.federated ? ['fed'] : methods);
      const login = { accountId: account.id, ...(settings.stepUp && proven) };
      await provider.interactionFinished(request, response, { login });
    };

  const posted = request.method === 'POST';
  const needed = readStepUp(prompt.details);
  const pinned = accounts.get(session?.accountId ?? '');
  if (needed && pinned) {
    // The user can't change, so this sign-in has no other page.
    const show: PageMaker = (context, state) => stepUpPage(context, state, pinned, needed.missing);
    const schema = stepUp(pinned, needed.missing);
    if (posted) await submit(exchange, show, schema, finish(...needed.kept, ...needed.missing));
    else sendPage(response, 200, show(exchange, {}));
  } else if (page === undefined) {
    const account = directAccount(params, accounts);
    if (account) await finish('fed')(account);
    else redirect(response, `${exchange.path}/${firstPage(params)}`);
  } else if (page === 'sign-in') {
    if (posted) await submit(exchange, signInPage, signIn(accounts), finish('pwd'));
    else sendPage(response, 200, signInPage(exchange, { values: hints(params) }));
  } else if (page === 'register') {
    if (posted) await submit(exchange, registerPage, registration(accounts), finish('pwd'));
    else sendPage(response, 200, registerPage(exchange, { values: hints(params) }));
  } else if (page === 'social' && posted) {
    await finish('fed')(accounts.forSocialIdentity('demo-social'));
  } else {
    sendPage(response, 404, messagePage('Page not found', 'This page does not exist.', appUrl));
  }
}

const expired =
  'It is already finished, took too long, or began in another browser. Start again from the application.';

const suspended = 'This account is suspended. Ask an administrator.';

function ifNotFound(error: unknown): undefined {
  if (!(error instanceof errors.SessionNotFound)) throw error;
}

type PageMaker = (context: SignInContext, state: FormState) => string;

async function submit(
  { request, response, ...context }: Exchange,
  page: PageMaker,
  schema: FormSchema,
  finish: (account: Account, values: FormState['values']) => Promise<void>,
): Promise<void> {
  const { password, ...values } = await readForm(request);
  const result = schema.safeParse({ ...values, password });
  if (result.success) {
    await finish(result.data, values);
    return;
  }
  const error = result.error.issues.map(({ message }) => message).join(' ');
  sendPage(response, 422, page(context, { values, error }));
}

/** `direct_sign_in`: signs in through the mock provider, without a form. */
function directAccount({ direct_sign_in: direct }: Params, accounts: Accounts) {
  const match = /^(social|sso):([\w-]{1,64})$/.exec(typeof direct === 'string' ? direct : '');
  const [, method, target] = match ?? [];
  if (target === undefined) return undefined;
  return method === 'sso' ? accounts.forSsoIdentity(target) : accounts.forSocialIdentity(target);
}

/** `first_screen`: screens that don't exist here lead to the sign-in form. */
function firstPage({ first_screen: screen }: Params): string {
  return screen === 'register' || screen === 'identifier:register' ? 'register' : 'sign-in';
}

/** `login_hint`: fills the matching field. */
function hints({ login_hint: hint }: Params): Record<string, string> {
  if (typeof hint !== 'string') return {};
  return { identifier: hint, [hint.includes('@') ? 'email' : 'username']: hint };
}
