import 'server-only';
import { getConfig } from '../config';
import { toReturnPath } from '../http/return-path';

type Overview = 'security' | 'profile' | 'sessions';
type Identifier = 'email' | 'phone' | 'username' | 'password';
type Factor = 'passkey/add' | 'passkey/manage' | 'authenticator-app' | 'backup-codes/manage';

interface Options {
  redirect?: string; // a path of this app, where to go when the task is done
  showSuccess?: boolean; // say that it worked before going there
  identifier?: string; // fills in the new e-mail address, phone number or username
  uiLocales?: string[]; // languages, in order of preference (BCP 47)
}

/**
 * Returns the link to an account page at Logto, by default the first one. Pages with a single task take the options.
 * @see https://docs.logto.io/end-user-flows/account-settings
 */
export function accountPath(page?: Overview | Identifier | Factor, options: Options = {}): string {
  const { endpoint, baseUrl } = getConfig();
  const { redirect, showSuccess, identifier = '', uiLocales = [] } = options;
  const url = new URL(page ? `/account/${page}` : '/account', endpoint);
  const query = {
    redirect: redirect ? baseUrl + toReturnPath(redirect) : '',
    show_success: showSuccess ? 'true' : '',
    identifier,
    ui_locales: uiLocales.join(' '),
  };
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  return url.href;
}
