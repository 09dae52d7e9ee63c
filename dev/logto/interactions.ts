import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors } from 'oidc-provider';
import { z } from 'zod';
import type { Account, Accounts } from './accounts';
import { readForm, redirectTo, type Answer } from './http';
import { redeemOneTimeToken } from './management/one-time-tokens';
import type { LocalLogto } from './options';
import {
  messagePage,
  registerPage,
  signInPage,
  stepUpPage,
  switchPage,
  type SignInContext,
} from './pages';
import { authenticationBy, demoCode, readStepUp, type StepUp } from './sign-in-policy';

/** Path of the pages that belong to one sign-in. Its cookie is valid below this path only. */
export function interactionPath(uid: string): string {
  return `/interaction/${uid}`;
}

type Form = Record<string, string>;

/** A page with a form that leads to an account. */
interface SignInForm {
  show: (context: SignInContext) => string;
  /** Returns the account, or the error message. */
  check: (form: Form, accounts: Accounts) => Account | string;
  /** Methods that the account has used when the form is right. */
  methods: string[];
}

const forms = new Map<string | undefined, SignInForm>([
  ['sign-in', { show: signInPage, check: signIn, methods: ['pwd'] }],
  ['register', { show: registerPage, check: register, methods: ['pwd'] }],
]);

/**
 * Serves `/interaction/<uid>`, where oidc-provider sends a browser that has to sign in, and its pages
 * `sign-in`, `register`, `social`, `step-up` and `switch`. Answers 400 with a page if that sign-in has expired or
 * belongs to another browser. When it is finished, oidc-provider has already answered.
 */
export async function handleInteraction(
  request: IncomingMessage,
  response: ServerResponse,
  logto: LocalLogto,
): Promise<Answer | undefined> {
  const { app, provider, accounts, management, settings } = logto;
  const appUrl = app.baseUrl;
  const [, , uid = '', page] = (request.url ?? '').split('?', 1).join('').split('/');
  const interaction = await provider.interactionDetails(request, response).catch(ifNotFound);
  if (interaction?.uid !== uid)
    return messagePage(400, 'This sign-in has expired', expired, appUrl);
  const { params, prompt, session } = interaction;
  const context = { path: interactionPath(uid), appUrl };
  const existing = new Set(accounts.keys());
  const finish = async (account: Account, methods: string[], values?: Form) => {
    if (account.suspended) {
      const error = 'This account is suspended. Ask an administrator.';
      return { status: 422, body: signInPage({ ...context, values, error }) };
    }
    if (!existing.has(account.id))
      await management.reportRegistration(account, params['client_id']);
    const proven = authenticationBy(account.federated ? ['fed'] : methods);
    const login = { accountId: account.id, ...(settings.stepUp && proven) };
    await provider.interactionFinished(request, response, { login });
    return undefined;
  };

  const posted = request.method === 'POST';
  const stepUp = readStepUp(prompt.details);
  const pinned = accounts.get(session?.accountId ?? '');
  // In a step-up, the user can't change: it has no other page.
  const form = stepUp && pinned ? stepUpForm(pinned, stepUp) : forms.get(page);
  if (form && posted) {
    const { password = '', ...values } = await readForm(request);
    const result = form.check({ ...values, password }, accounts);
    if (typeof result !== 'string') return finish(result, form.methods, values);
    return { status: 422, body: form.show({ ...context, values, error: result }) };
  }
  if (form) return { status: 200, body: form.show({ ...context, values: hints(params) }) };
  const { one_time_token: token, login_hint: email } = params;
  if (typeof token === 'string' && (page === undefined || (page === 'switch' && posted))) {
    const isOther = pinned !== undefined && pinned.email !== email;
    if (isOther && page === undefined && !prompt.reasons.includes('login_prompt'))
      return { status: 200, body: switchPage(context, pinned, email) };
    const result = await redeemOneTimeToken(logto, token, email);
    if (typeof result !== 'string') return finish(result, ['otp']);
    return messagePage(400, 'This link does not work', result, appUrl);
  }
  if (page === undefined) {
    const account = directAccount(params['direct_sign_in'], accounts);
    if (account) return finish(account, ['fed']);
    return redirectTo(`${context.path}/${firstPage(params['first_screen'])}`);
  }
  if (page === 'social' && posted)
    return finish(accounts.forMockProvider('social', 'demo-social'), ['fed']);
  return messagePage(404, 'Page not found', 'This page does not exist.', appUrl);
}

const expired =
  'It is already finished, took too long, or began in another browser. Start again from the application.';

function ifNotFound(error: unknown): undefined {
  if (!(error instanceof errors.SessionNotFound)) throw error;
}

/** Finds the account of a submitted sign-in form. */
function signIn({ identifier = '', password }: Form, accounts: Accounts): Account | string {
  const account = accounts.findByIdentifier(identifier);
  const isRight = account?.password === password;
  return account && isRight ? account : 'The username or the password is wrong.';
}

/** Creates the account of a submitted registration form. */
function register(
  { username = '', password = '', name = '', email = '' }: Form,
  accounts: Accounts,
): Account | string {
  const isTaken = (identifier: string) => accounts.findByIdentifier(identifier) !== undefined;
  const taken = 'already belongs to an account. Sign in, or choose another one.';
  const fields = { username: username.trim(), password, name: name.trim() || null };
  const problems = [
    !/^[A-Za-z_]\w{0,127}$/.test(fields.username) &&
      'Choose a username of letters, digits and underscores that does not start with a digit.',
    isTaken(username) && `This username ${taken}`,
    password.length < 8 && 'Choose a password of at least 8 characters.',
    password.length > 256 && 'Choose a password of at most 256 characters.',
    name.trim().length > 128 && 'Use a name of at most 128 characters.',
    email !== '' && !z.email().safeParse(email).success
      ? 'Enter an email address like name@example.com.'
      : isTaken(email) && `This address ${taken}`,
  ];
  const error = problems.filter(Boolean).join(' ');
  return error || accounts.create({ ...fields, email: email || null });
}

/** Asks for the missing methods only. Each must be right. */
const stepUpForm = (account: Account, { missing, kept }: StepUp): SignInForm => ({
  show: (context) => stepUpPage(context, account, missing),
  check({ password, code = '' }) {
    const problems = [
      missing.includes('pwd') && password !== account.password && 'The password is wrong.',
      missing.includes('otp') && code.trim() !== demoCode && 'The code is wrong.',
    ];
    return problems.filter(Boolean).join(' ') || account;
  },
  methods: [...kept, ...missing],
});

/** `direct_sign_in`: signs in through the mock provider, without a form. */
function directAccount(direct: unknown, accounts: Accounts): Account | undefined {
  const match = /^(social|sso):([\w-]{1,64})$/.exec(typeof direct === 'string' ? direct : '');
  const [, method, target = ''] = match ?? [];
  return match ? accounts.forMockProvider(method === 'sso' ? 'sso' : 'social', target) : undefined;
}

/** `first_screen`: screens that don't exist here lead to the sign-in form. */
const firstPage = (screen: unknown): string =>
  screen === 'register' || screen === 'identifier:register' ? 'register' : 'sign-in';

/** `login_hint`: fills the matching field. */
function hints({ login_hint: hint }: Record<string, unknown>): Form {
  if (typeof hint !== 'string') return {};
  return { identifier: hint, [hint.includes('@') ? 'email' : 'username']: hint };
}
