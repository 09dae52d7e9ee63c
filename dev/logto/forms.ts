import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { Account, Accounts } from './accounts';
import { demoCode, type Method } from './authentication';

const limit = 16 * 1024;

/** Reads the fields of a submitted form; the last one of a name counts. Ignores all beyond 16 KB. */
export async function readForm(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).subarray(0, limit).toString('utf8');
  return Object.fromEntries(new URLSearchParams(body));
}

/** Turns a submitted form into an account, or fails with a readable message. */
export type FormSchema = z.ZodType<Account>;

/** Finds the account of a submitted sign-in form. */
export function signIn(accounts: Accounts): FormSchema {
  return z
    .object({ identifier: z.string(), password: z.string() })
    .catch({ identifier: '', password: '' })
    .transform(({ identifier, password }, context) => {
      const account = accounts.findByIdentifier(identifier);
      if (!account || account.password === null || account.password !== password) {
        context.addIssue({ code: 'custom', message: 'The username or the password is wrong.' });
        return z.NEVER;
      }
      return account;
    });
}

/** Checks what a signed-in user submitted for a step-up. Every missing method must be right. */
export function stepUp(account: Account, missing: readonly Method[]): FormSchema {
  return z
    .object({ password: z.string().optional(), code: z.string().optional() })
    .transform(({ password, code }, context) => {
      const fail = (message: string) => {
        context.addIssue({ code: 'custom', message });
      };
      if (missing.includes('pwd') && password !== account.password) fail('The password is wrong.');
      if (missing.includes('otp') && code?.trim() !== demoCode) fail('The code is wrong.');
      return account;
    });
}

/** Creates the account of a submitted registration form. */
export function registration(accounts: Accounts): FormSchema {
  const taken = 'already belongs to an account. Sign in, or choose another one.';
  return z
    .object({
      username: z
        .string('Choose a username.')
        .trim()
        .regex(
          /^[A-Za-z_]\w{0,127}$/,
          'Choose a username of letters, digits and underscores that does not start with a digit.',
        )
        .refine((username) => !accounts.findByIdentifier(username), `This username ${taken}`),
      password: z
        .string('Choose a password.')
        .min(8, 'Choose a password of at least 8 characters.')
        .max(256, 'Choose a password of at most 256 characters.'),
      name: z.string().trim().max(128, 'Use a name of at most 128 characters.').optional(),
      email: z
        .union([z.literal(''), z.email('Enter an email address like name@example.com.')])
        .refine((email) => !email || !accounts.findByIdentifier(email), `This address ${taken}`)
        .optional(),
    })
    .transform(({ username, password, name, email }) =>
      accounts.create({ username, password, name: name || null, email: email || null }),
    );
}
