import 'server-only';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { getConfig } from '../config';
import { toReturnPath } from '../http/return-path';
import { fetchFromLogto } from '../logto/client';
import { processWide } from '../process-wide';

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
 * Returns the link to an account page at Logto, by default the first one. See {@link hasAccountPages}. Pages with a single task take the options.
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

const answerSchema = z.object({ enabled: z.boolean() });
const ttl = 5 * 60 * 1000;

const answers = processWide('account pages', () => {
  return new LRUCache<string, boolean>({
    max: 1,
    ttl,
    perf: Date,
    fetchMethod: askForAccountPages,
  });
});

/** Returns whether Logto's account center is on: a self-hosted Logto begins with it off. Asks every five minutes. */
export async function hasAccountPages(): Promise<boolean> {
  return answers.forceFetch('').catch(() => false);
}

async function askForAccountPages(): Promise<boolean> {
  const url = `${getConfig().endpoint}/api/.well-known/account-center`;
  const response = await fetchFromLogto(url, { signal: AbortSignal.timeout(2_000) });
  return answerSchema.parse(await response.json()).enabled;
}
