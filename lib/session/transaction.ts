import 'server-only';
import * as z from 'zod';
import {
  cookieAttributes,
  cookieBudgetBytes,
  cookieBytes,
  cookieName,
  limitTransactions,
  transactionCookies,
  type Cookies,
} from './cookies';
import { seal, unseal } from './seal';

/** Seconds that a sign-in may take from start to callback: as long as Logto keeps its own page open. */
const lifetimeSeconds = 60 * 60;

/** Bytes that all sign-ins in progress may take together: enough for one with the longest return path. */
const budgetBytes = 4 * 1024;

const transactionSchema = z.object({
  /** The id of the session that it leads to; the log uses it, too. */
  id: z.string(),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  redirectUri: z.string(),
  maxAge: z.number().exactOptional(),
  acrValues: z.string().exactOptional(),
  returnTo: z.string(),
});

/** A sign-in in progress. Each has its own cookie, so that two tabs don't disturb each other. */
export type Transaction = z.infer<typeof transactionSchema>;

/**
 * Keeps a transaction until its callback. The oldest unfinished sign-ins are removed if they don't fit. If there is no
 * space for a long return path beside the session, its query is dropped.
 */
export async function saveTransaction(cookies: Cookies, transaction: Transaction): Promise<void> {
  const name = `${cookieName('logto-sign-in')}-${Date.now()}-${idOf(transaction.state)}`;
  const sessionName = cookieName('logto-session');
  const isSession = (cookie: { name: string }) =>
    /^(\.\d+)?$/.test(cookie.name.replace(sessionName, ''));
  const session = cookies.getAll().filter(isSession);
  const limitBytes = Math.min(budgetBytes, cookieBudgetBytes - cookieBytes(session));
  const { returnTo } = transaction;
  for (const path of [returnTo, returnTo.replace(/[?#].*/s, ''), '/']) {
    const value = await seal('sign-in', { ...transaction, returnTo: path }, lifetimeSeconds);
    const bytes = cookieBytes([{ name, value }]);
    if (bytes > limitBytes && path !== '/') continue;
    limitTransactions(cookies, limitBytes - bytes);
    cookies.set(name, value, cookieAttributes(lifetimeSeconds));
    return;
  }
}

/**
 * Returns the transaction that an answer with this `state` belongs to, and removes its cookie: it can be used once. `null` if
 * this browser has none, or only an expired or damaged one.
 */
export async function takeTransaction(
  cookies: Cookies,
  state: string | null,
): Promise<Transaction | null> {
  const cookie = transactionCookies(cookies).find(({ id }) => id === idOf(state ?? ''));
  if (!cookie) return null;
  cookies.set(cookie.name, '', cookieAttributes(0));
  const transaction = await unseal('sign-in', transactionSchema, cookie.value);
  return transaction?.state === state ? transaction : null;
}

/** The part of the state that is in the cookie's name; the whole state is encrypted. */
const idOf = (state: string) => state.slice(0, 16);
