import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors } from 'oidc-provider';
import { z } from 'zod';
import type { Account, Accounts } from './accounts';
import { readForm, redirect, sendPage } from './http';
import type { LocalLogto } from './options';
import { messagePage, registerPage, signInPage, stepUpPage, type FormState } from './pages';
import { authenticationBy, demoCode, readStepUp } from './sign-in-policy';

/** Path of the pages that belong to one sign-in. Its cookie is valid below this path only. */
export function interactionPath(uid: string): string {
  return `/interaction/${uid}`;
}

type Form = Record<string, string>;

/**
 * Serves `/interaction/<uid>`, where oidc-provider sends a browser that has to sign in, and its pages
 * `sign-in`, `register`, `social` and `step-up`. Answers 400 with a page if that sign-in has expired or
 * belongs to another browser.
 */
export async function handleInteraction(
  request: IncomingMessage,
  response: ServerResponse,
  { app, provider, accounts, management, settings }: LocalLogto,
): Promise<void> {
  const appUrl = app.baseUrl;
  const [, , uid = '', page] = (request.url ?? '').split('?', 1).join('').split('/');
  const interaction = await provider.interactionDetails(request, response).catch(ifNotFound);
  if (interaction?.uid !== uid) {
    sendPage(response, 400, messagePage('This sign-in has expired', expired, appUrl));
    return;
  }
  const { params, prompt, session } = interaction;
  const context = { path: interactionPath(uid), appUrl };

  const finish = async (account: Account, methods: string[], values?: Form) => {
    if (account.suspended) {
      const error = 'This account is suspended. Ask an administrator.';
      sendPage(response, 422, signInPage(context, { values, error }));
      return;
    }
    // An account that has just been created isn't known yet.
    if (!known.has(account.id)) await management.reportRegistration(account, params['client_id']);
    const proven = authenticationBy(account.federated ? ['fed'] : methods);
    const login = { accountId: account.id, ...(settings.stepUp && proven) };
    await provider.interactionFinished(request, response, { login });
  };
  const known = new Set(accounts.keys());

  /** Shows a form, or checks it: `check` returns the account, or the error message. */
  const form = async (
    show: (state: FormState) => string,
    check: (form: Form) => Account | string,
    methods: string[],
  ) => {
    if (request.method !== 'POST') {
      sendPage(response, 200, show({ values: hints(params) }));
      return;
    }
    const { password = '', ...values } = await readForm(request);
    const result = check({ ...values, password });
    if (typeof result !== 'string') await finish(result, methods, values);
    else sendPage(response, 422, show({ values, error: result }));
  };

  const needed = readStepUp(prompt.details);
  const pinned = accounts.get(session?.accountId ?? '');
  if (needed && pinned) {
    // The user can't change, so this sign-in has no other page.
    const { kept, missing } = needed;
    await form(
      (state) => stepUpPage(context, state, pinned, missing),
      ({ password, code = '' }) => {
        const messages = [
          missing.includes('pwd') && password !== pinned.password && 'The password is wrong.',
          missing.includes('otp') && code.trim() !== demoCode && 'The code is wrong.',
        ];
        return messages.filter(Boolean).join(' ') || pinned;
      },
      [...kept, ...missing],
    );
  } else if (page === undefined) {
    const account = directAccount(params['direct_sign_in'], accounts);
    if (account) await finish(account, ['fed']);
    else redirect(response, `${context.path}/${firstPage(params['first_screen'])}`);
  } else if (page === 'sign-in') {
    const show = (state: FormState) => signInPage(context, state);
    await form(show, (values) => signIn(accounts, values), ['pwd']);
  } else if (page === 'register') {
    const show = (state: FormState) => registerPage(context, state);
    await form(show, (values) => register(accounts, values), ['pwd']);
  } else if (page === 'social' && request.method === 'POST') {
    await finish(accounts.forSocialIdentity('demo-social'), ['fed']);
  } else {
    sendPage(response, 404, messagePage('Page not found', 'This page does not exist.', appUrl));
  }
}

const expired =
  'It is already finished, took too long, or began in another browser. Start again from the application.';

function ifNotFound(error: unknown): undefined {
  if (!(error instanceof errors.SessionNotFound)) throw error;
}

/** Finds the account of a submitted sign-in form. */
function signIn(accounts: Accounts, { identifier = '', password }: Form): Account | string {
  const account = accounts.findByIdentifier(identifier);
  return account?.password === password && account
    ? account
    : 'The username or the password is wrong.';
}

/** Creates the account of a submitted registration form. */
function register(accounts: Accounts, form: Form): Account | string {
  const taken = 'already belongs to an account. Sign in, or choose another one.';
  const isFree = (identifier: string) => !accounts.findByIdentifier(identifier);
  const schema = z.object({
    username: z
      .string('Choose a username.')
      .trim()
      .regex(
        /^[A-Za-z_]\w{0,127}$/,
        'Choose a username of letters, digits and underscores that does not start with a digit.',
      )
      .refine(isFree, `This username ${taken}`),
    password: z
      .string()
      .min(8, 'Choose a password of at least 8 characters.')
      .max(256, 'Choose a password of at most 256 characters.'),
    name: z.string().trim().max(128, 'Use a name of at most 128 characters.').default(''),
    email: z
      .union([z.literal(''), z.email('Enter an email address like name@example.com.')])
      .refine((email) => !email || isFree(email), `This address ${taken}`)
      .default(''),
  });
  const { data, error } = schema.safeParse(form);
  if (error) return error.issues.map(({ message }) => message).join(' ');
  return accounts.create({ ...data, name: data.name || null, email: data.email || null });
}

/** `direct_sign_in`: signs in through the mock provider, without a form. */
function directAccount(direct: unknown, accounts: Accounts): Account | undefined {
  const match = /^(social|sso):([\w-]{1,64})$/.exec(typeof direct === 'string' ? direct : '');
  const [, method, target] = match ?? [];
  if (target === undefined) return undefined;
  return method === 'sso' ? accounts.forSsoIdentity(target) : accounts.forSocialIdentity(target);
}

/** `first_screen`: screens that don't exist here lead to the sign-in form. */
const firstPage = (screen: unknown): string =>
  screen === 'register' || screen === 'identifier:register' ? 'register' : 'sign-in';

/** `login_hint`: fills the matching field. */
function hints({ login_hint: hint }: Record<string, unknown>): Form {
  if (typeof hint !== 'string') return {};
  return { identifier: hint, [hint.includes('@') ? 'email' : 'username']: hint };
}
