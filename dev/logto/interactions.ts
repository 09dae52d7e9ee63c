import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import type { z } from 'zod';
import type { Account, Accounts } from './accounts';
import { readForm, registration, signIn } from './forms';
import { messagePage, registerPage, signInPage, type FormState, type SignInContext } from './pages';
import { redirect, sendPage } from './responses';

/** Path of the pages that belong to one sign-in. Its cookie is valid below this path only. */
export function interactionPath(uid: string): string {
  return `/interaction/${uid}`;
}

/** What the routes of a sign-in work with. */
export interface InteractionDependencies {
  provider: Provider;
  accounts: Accounts;
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
 * `sign-in`, `register` and `social`. Answers 400 in words when that sign-in is over or not this browser's.
 */
export async function handleInteraction(
  request: IncomingMessage,
  response: ServerResponse,
  dependencies: InteractionDependencies,
): Promise<void> {
  const { provider, accounts, appUrl } = dependencies;
  const [, , uid = '', page] = (request.url ?? '').split('?', 1).join('').split('/');
  const interaction = await provider.interactionDetails(request, response).catch(ifNotFound);
  if (interaction?.uid !== uid) {
    sendPage(response, 400, messagePage('This sign-in has expired', expired, appUrl));
    return;
  }
  const exchange = {
    request,
    response,
    appUrl,
    path: interactionPath(uid),
    params: interaction.params,
  };
  const finish = async (account: Account, values?: FormState['values']) => {
    if (account.suspended) {
      sendPage(response, 422, signInPage(exchange, { values, error: suspended }));
    } else {
      const result = { login: { accountId: account.id } };
      await provider.interactionFinished(request, response, result);
    }
  };

  const posted = request.method === 'POST';
  if (page === undefined) {
    const account = directAccount(exchange.params, accounts);
    if (account) await finish(account);
    else redirect(response, `${exchange.path}/${firstPage(exchange.params)}`);
  } else if (page === 'sign-in') {
    if (posted) await submit(exchange, signInPage, signIn(accounts), finish);
    else sendPage(response, 200, signInPage(exchange, { values: hints(exchange.params) }));
  } else if (page === 'register') {
    if (posted) await submit(exchange, registerPage, registration(accounts), finish);
    else sendPage(response, 200, registerPage(exchange, { values: hints(exchange.params) }));
  } else if (page === 'social' && posted) {
    await finish(accounts.forSocialIdentity('demo-social'));
  } else {
    sendPage(response, 404, messagePage('Page not found', 'There is nothing here.', appUrl));
  }
}

const expired =
  'It has been finished already, or it took too long, or it was started in another browser. Start again from the application.';

const suspended = 'This account is suspended. Ask an administrator.';

function ifNotFound(error: unknown): undefined {
  if (!(error instanceof errors.SessionNotFound)) throw error;
}

async function submit(
  { request, response, ...context }: Exchange,
  page: (context: SignInContext, state: FormState) => string,
  schema: z.ZodType<Account>,
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

/** `direct_sign_in`: straight through the pretend provider, with no form. */
function directAccount({ direct_sign_in: direct }: Params, accounts: Accounts) {
  const match = /^(social|sso):([\w-]{1,64})$/.exec(typeof direct === 'string' ? direct : '');
  const [, method, target] = match ?? [];
  if (target === undefined) return undefined;
  return method === 'sso' ? accounts.forSsoIdentity(target) : accounts.forSocialIdentity(target);
}

/** `first_screen`. Screens that the stand-in doesn't have lead to the sign-in form. */
function firstPage({ first_screen: screen }: Params): string {
  return screen === 'register' || screen === 'identifier:register' ? 'register' : 'sign-in';
}

/** `login_hint` fills the field that it fits. */
function hints({ login_hint: hint }: Params): Record<string, string> {
  if (typeof hint !== 'string') return {};
  return { identifier: hint, [hint.includes('@') ? 'email' : 'username']: hint };
}
