import 'server-only';
import { getConfig } from '../config';
import { toReturnPath } from '../http/return-path';

/**
 * Logto's own account pages, by their paths there. The Account API must be enabled in Logto's Console.
 *
 * @see https://docs.logto.io/end-user-flows/account-settings
 */
export type AccountPage =
  | 'security'
  | 'profile'
  | 'sessions'
  | 'email'
  | 'phone'
  | 'username'
  | 'password'
  | 'passkey/add'
  | 'passkey/manage'
  | 'authenticator-app'
  | 'backup-codes/manage';

/** What the pages with a single task take; the others ignore it. */
export interface AccountPageOptions {
  /** Where to go when the task is done: a path of this app. */
  redirect?: string;
  /** Say that it worked before going there. */
  showSuccess?: boolean;
  /** Fills in the new e-mail address, phone number or username. */
  identifier?: string;
  /** Languages, in order of preference (BCP 47). */
  uiLocales?: string[];
}

/**
 * The address of one of Logto's account pages, where users change what Logto keeps: an ordinary link.
 *
 * @param page by default, the first one
 */
export function accountPath(page?: AccountPage, options: AccountPageOptions = {}): string {
  const { endpoint, baseUrl } = getConfig();
  const { redirect, showSuccess, identifier, uiLocales } = options;
  const url = new URL(page === undefined ? '/account' : `/account/${page}`, endpoint);
  const set = (name: string, value: string | undefined) => {
    if (value) url.searchParams.set(name, value);
  };
  set('redirect', redirect && baseUrl + toReturnPath(redirect));
  set('show_success', showSuccess ? 'true' : undefined);
  set('identifier', identifier);
  set('ui_locales', uiLocales?.join(' '));
  return url.href;
}
