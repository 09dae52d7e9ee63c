import { createHmac } from 'node:crypto';
import type { Account, Accounts } from './accounts';
import { isMember } from './permissions';

/** Milliseconds to wait for the application's answer, as in Logto. */
const timeoutMilliseconds = 10_000;

/** The application's webhook, as it would be registered in Logto's Console. */
export interface Webhook {
  /** The application's own address first. */
  urls: string[];
  signingKey: string;
}

/** The header with the signature of a webhook. */
export const signatureHeader = 'logto-signature-sha-256';

/** Returns the signature: an HMAC of the body, exactly as it is sent. */
export function signatureOf(body: string, signingKey: string): string {
  return createHmac('sha256', signingKey).update(body).digest('hex');
}

/** The status of the application's answer to the webhook; `undefined` if there was none. */
type Sent = Promise<number | undefined>;

/**
 * Changes accounts as Logto's Management API does, and sends the webhooks. As in Logto, a changed role
 * sends none.
 */
export class Management {
  readonly #accounts: Accounts;
  readonly #hook: Webhook | undefined;

  constructor(accounts: Accounts, hook: Webhook | undefined) {
    this.#accounts = accounts;
    this.#hook = hook;
  }

  /** Reports an account whose user has just registered for the application: `User.Created`, without `params`. */
  reportRegistration(account: Account, applicationId: unknown): Sent {
    const data = userEntity(account);
    const details = { interactionEvent: 'Register', applicationId, data };
    return this.#send('User.Created', details);
  }

  /** Suspends or reactivates an account: `User.SuspensionStatus.Updated`. */
  setSuspended(account: Account, suspended: boolean): Sent {
    account.suspended = suspended;
    return this.#sendUser('User.SuspensionStatus.Updated', account);
  }

  /** Deletes an account: `User.Deleted`, with the data as it was. */
  remove(account: Account): Sent {
    this.#accounts.delete(account.id);
    return this.#sendUser('User.Deleted', account);
  }

  /** Renames an account: `User.Data.Updated`, without `params` if its user did it. */
  rename(account: Account, name: string | null, by: 'administrator' | 'user'): Sent {
    Object.assign(account, { name, updatedAt: Date.now() });
    if (by === 'administrator') return this.#sendUser('User.Data.Updated', account);
    return this.#send('User.Data.Updated', { data: userEntity(account) });
  }

  /** Makes accounts members of an organization with these roles: `Organization.Membership.Updated`, if one wasn't. */
  addMembers(organizationId: string, accounts: Account[], roles: string[] = []): Sent {
    const added = accounts.filter((account) => !isMember(account, organizationId));
    for (const account of added) account.organizations.push({ id: organizationId, roles: [] });
    for (const membership of accounts.flatMap(({ organizations }) => organizations))
      if (membership.id === organizationId)
        membership.roles = [...new Set([...membership.roles, ...roles])];
    const addedUserIds = added.map(({ id }) => id);
    if (addedUserIds.length === 0) return Promise.resolve(undefined);
    return this.#send('Organization.Membership.Updated', { organizationId, addedUserIds });
  }

  /** Ends memberships in an organization: `Organization.Membership.Updated`. */
  removeMembers(organizationId: string, accounts: Account[]): Sent {
    for (const account of accounts)
      account.organizations = account.organizations.filter(({ id }) => id !== organizationId);
    const removedUserIds = accounts.map(({ id }) => id);
    return this.#send('Organization.Membership.Updated', {
      organizationId,
      removedUserIds,
    });
  }

  #sendUser(event: string, account: Account): Sent {
    return this.#send(event, { params: { userId: account.id }, data: userEntity(account) });
  }

  /** Sends an event that has just happened in Logto's format. It is sent once, also if that fails. */
  async #send(event: string, details: Record<string, unknown>): Sent {
    if (!this.#hook) return undefined;
    const { urls, signingKey } = this.#hook;
    const createdAt = new Date().toISOString();
    const body = JSON.stringify({ hookId: 'local-hook', event, createdAt, ...details });
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Logto (https://logto.io/)',
      [signatureHeader]: signatureOf(body, signingKey),
    };
    const post = async (url: string) => {
      const signal = AbortSignal.timeout(timeoutMilliseconds);
      const response = await fetch(url, { method: 'POST', headers, body, signal }).catch(
        () => undefined,
      );
      await response?.body?.cancel();
      return response?.status;
    };
    const [status] = await Promise.all(urls.map(post));
    return status;
  }
}

/** A user, as webhooks show them. */
export const userEntity = (account: Account) => ({
  id: account.id,
  username: account.username,
  primaryEmail: account.email,
  primaryPhone: account.phone,
  name: account.name,
  avatar: account.picture,
  customData: account.customData,
  identities: account.identities,
  profile: account.profile,
  createdAt: account.createdAt,
  updatedAt: account.updatedAt,
  isSuspended: account.suspended,
});
