import { z } from 'zod';
import { randomId, type Account } from '../accounts';
import type { LocalLogto } from '../options';
import { answer, parse, type Routes } from './call';

const tokenSchema = z.object({
  email: z.email().max(256),
  expiresIn: z.int().positive().default(600), // seconds
  context: z.object({ jitOrganizationIds: z.array(z.string()).optional() }).default({}),
});

export const oneTimeTokenRoutes: Routes = {
  // Logto itself sends no mail for it; the outbox shows the address for a sign-in with it.
  'POST one-time-tokens'({ logto: { app, state }, body }) {
    const { email, expiresIn, context } = parse(tokenSchema, body);
    const token = randomId(32);
    const [createdAt, expiresAt] = [Date.now(), Date.now() + expiresIn * 1000];
    const created = { id: randomId(), email, token, context, isUsed: false, createdAt, expiresAt };
    state.oneTimeTokens.push(created);
    const query = new URLSearchParams({ one_time_token: token, login_hint: email });
    const link = `${app.baseUrl}/api/logto/sign-in?${query.toString()}`;
    state.outbox.push({ to: email, subject: 'One-time token', link });
    return answer(201, created);
  },
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
  const found = state.oneTimeTokens.find((one) => one.token === token);
  if (!found) return 'This link is not valid. Ask for a new one.';
  if (found.email !== email) return 'This link is for another email address.';
  if (found.isUsed) return 'This link has been used. Ask for a new one.';
  if (found.expiresAt <= Date.now()) return 'This link has expired. Ask for a new one.';
  found.isUsed = true;
  const account = accounts.findByIdentifier(email) ?? accounts.create({ email });
  for (const id of state.organizations.keys())
    if (found.context.jitOrganizationIds?.includes(id)) await management.addMembers(id, [account]);
  return account;
}
