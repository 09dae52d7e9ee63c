import { randomInt, randomUUID } from 'node:crypto';
import type { Account, LocalLogto } from '@/dev/logto/server';
import type { App } from '../../support/app';
import { Client } from '../../support/client';

/** Creates an account, and signs it in. A test may change its account, also where other tests use the same Logto. */
export async function newcomer(
  { logto, app }: { logto: LocalLogto; app: App },
  fields: Partial<Account> = {},
) {
  const [username, password] = [randomUUID(), randomUUID()];
  const account = logto.accounts.create({ username, password, ...fields });
  const client = new Client();
  await client.signIn(app, username, password);
  return { account, client };
}

/** Returns memberships with ids as Logto makes them: 12 random characters. */
export function memberships(count: number): Account['organizations'] {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const id = () => Array.from({ length: 12 }, () => alphabet[randomInt(36)]).join('');
  return Array.from({ length: count }, () => ({ id: id(), roles: ['member'] }));
}
