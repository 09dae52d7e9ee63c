import 'server-only';
import * as z from 'zod/mini';
import {
  cookieAttributes,
  cookieBudgetBytes,
  cookieBytes,
  cookieName,
  type Cookies,
} from './cookies';
import { seal, unseal } from './seal';

/** Seconds a sign-in may take from start to callback. */
const lifetimeSeconds = 10 * 60;

/** Bytes that all sign-ins under way may take together. A session that is there keeps its room. */
const budgetBytes = 3 * 1024;

const transactionSchema = z.object({
  /** Of the session that it leads to, and of the lines of the log about both. */
  id: z.string(),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  redirectUri: z.string(),
  maxAge: z.exactOptional(z.number()),
  acrValues: z.exactOptional(z.string()),
  returnTo: z.string(),
});

/** One sign-in under way. Each has a cookie of its own, so that two tabs don't disturb each other. */
export type Transaction = z.infer<typeof transactionSchema>;

/** Keeps a transaction until its callback. Where many are under way, the oldest are given up. */
export async function saveTransaction(cookies: Cookies, transaction: Transaction): Promise<void> {
  const name = `${prefix()}${Date.now()}-${idOf(transaction.state)}`;
  const value = await seal('sign-in', transaction, lifetimeSeconds);
  const others = cookies.getAll().filter((cookie) => !cookie.name.startsWith(prefix()));
  const limitBytes = Math.min(budgetBytes, cookieBudgetBytes - cookieBytes(others.filter(isOurs)));
  limitTransactions(cookies, limitBytes - cookieBytes([{ name, value }]));
  cookies.set(name, value, cookieAttributes(lifetimeSeconds));
}

/** Gives up the oldest sign-ins under way, until the others take so many bytes at most. */
export function limitTransactions(cookies: Cookies, limitBytes: number): void {
  const newestFirst = transactionCookies(cookies).sort((a, b) => b.startedAt - a.startedAt);
  let bytes = 0;
  for (const cookie of newestFirst) {
    bytes += cookieBytes([cookie]);
    if (bytes > limitBytes) cookies.set(cookie.name, '', cookieAttributes(0));
  }
}

/**
 * Finds the transaction that an answer with this `state` belongs to, and removes its cookie: it
 * serves once. `null` where this browser has none, or only an expired or damaged one.
 */
export async function takeTransaction(
  cookies: Cookies,
  state: string | null,
): Promise<Transaction | null> {
  if (state === null) return null;
  const cookie = transactionCookies(cookies).find(({ id }) => id === idOf(state));
  if (!cookie) return null;
  cookies.set(cookie.name, '', cookieAttributes(0));
  const transaction = await unseal('sign-in', transactionSchema, cookie.value);
  return transaction?.state === state ? transaction : null;
}

const prefix = () => cookieName('logto-sign-in-');

const isOurs = ({ name }: { name: string }) => name.startsWith(cookieName('logto-'));

/** Enough of the state to tell this browser's transactions apart; the whole one is in the seal. */
const idOf = (state: string) => state.slice(0, 16);

function transactionCookies(cookies: Cookies) {
  return cookies.getAll().flatMap(({ name, value }) => {
    const match = name.startsWith(prefix()) && /^(\d+)-(.*)$/.exec(name.slice(prefix().length));
    return match ? [{ name, value, startedAt: Number(match[1]), id: match[2] }] : [];
  });
}
