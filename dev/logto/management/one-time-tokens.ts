import { z } from 'zod';
import { randomId, type Account } from '../accounts';
import type { LocalLogto } from '../options';
import type { OneTimeToken } from '../state';
import { parse, type Handler } from './call';

const tokenSchema = z.object({
  email: z.email().max(256),
  expiresIn: z.int().positive().default(600), // seconds
  context: z.object({ jitOrganizationIds: z.array(z.string()).optional() }).default({}),
});

/** Creates a one-time token. Logto itself sends no mail for it; the outbox shows the address for a sign-in with it. */
export const createOneTimeToken: Handler = ({ logto, body }) => {
  const { email, expiresIn, context } = parse(tokenSchema, body);
  const now = Date.now();
  const created: OneTimeToken = {
    ...{ id: randomId(), email, token: randomId(32), context, status: 'active' },
    ...{ createdAt: now, expiresAt: now + expiresIn * 1000 },
  };
  logto.state.oneTimeTokens.set(created.id, created);
  const query = new URLSearchParams({ one_time_token: created.token, login_hint: email });
  logto.state.outbox.push({
    to: email,
    subject: 'One-time token',
    link: `${logto.app.baseUrl}/api/logto/sign-in?${query.toString()}`,
  });
  return { status: 201, body: { tenantId: 'default', ...created } };
};

/**
 * Signs in with a one-time token, which it uses up. An unknown address gets an account. The account becomes a
 * member of the token's organizations.
 *
 * @param email the `login_hint`, compared letter by letter
 * @returns the account, or the message of an error
 */
export async function redeemOneTimeToken(
  { state, accounts, management }: LocalLogto,
  token: string,
  email: unknown,
): Promise<Account | string> {
  const found = [...state.oneTimeTokens.values()].find((one) => one.token === token);
  if (!found) return 'This link is not valid. Ask for a new one.';
  if (found.email !== email) return 'This link is for another email address.';
  if (found.status === 'consumed') return 'This link has been used. Ask for a new one.';
  if (found.expiresAt <= Date.now()) return 'This link has expired. Ask for a new one.';
  found.status = 'consumed';
  const account = accounts.findByIdentifier(email) ?? accounts.create({ email });
  for (const id of found.context.jitOrganizationIds ?? [])
    if (state.organizations.has(id)) await management.addMembers(id, [account]);
  return account;
}
