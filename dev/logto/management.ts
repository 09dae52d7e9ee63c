import type { Account, Accounts } from './accounts';
import { isMember } from './permissions';
import { userEntity, type Webhooks } from './webhooks';

/** The status of the application's answer to the webhook; `undefined` if there was none. */
type Sent = Promise<number | undefined>;

/**
 * Changes accounts as Logto's Management API does, and sends the webhooks. As in Logto, a changed role
 * sends none.
 */
export class Management {
  readonly #accounts: Accounts;
  readonly #webhooks: Webhooks;

  constructor(accounts: Accounts, webhooks: Webhooks) {
    this.#accounts = accounts;
    this.#webhooks = webhooks;
  }

  /** Reports an account whose user has just registered for the application: `User.Created`, without `params`. */
  reportRegistration(account: Account, applicationId: unknown): Sent {
    const data = userEntity(account);
    const details = { interactionEvent: 'Register', applicationId, data };
    return this.#webhooks.send('User.Created', details);
  }

  /** Suspends or reactivates an account: `User.SuspensionStatus.Updated`. */
  setSuspended(account: Account, suspended: boolean): Sent {
    account.suspended = suspended;
    return this.#send('User.SuspensionStatus.Updated', account);
  }

  /** Deletes an account: `User.Deleted`, with the data as it was. */
  remove(account: Account): Sent {
    this.#accounts.delete(account.id);
    return this.#send('User.Deleted', account);
  }

  /** Renames an account: `User.Data.Updated`, without `params` if its user did it. */
  rename(account: Account, name: string | null, by: 'administrator' | 'user'): Sent {
    Object.assign(account, { name, updatedAt: Date.now() });
    if (by === 'administrator') return this.#send('User.Data.Updated', account);
    return this.#webhooks.send('User.Data.Updated', { data: userEntity(account) });
  }

  /** Makes accounts members of an organization: `Organization.Membership.Updated`. */
  addMembers(organizationId: string, accounts: Account[], roles: string[] = []): Sent {
    const added = accounts.filter((account) => !isMember(account, organizationId));
    for (const account of added) account.organizations.push({ id: organizationId, roles });
    const addedUserIds = added.map(({ id }) => id);
    return this.#webhooks.send('Organization.Membership.Updated', { organizationId, addedUserIds });
  }

  /** Ends memberships in an organization: `Organization.Membership.Updated`. */
  removeMembers(organizationId: string, accounts: Account[]): Sent {
    for (const account of accounts)
      account.organizations = account.organizations.filter(({ id }) => id !== organizationId);
    const removedUserIds = accounts.map(({ id }) => id);
    return this.#webhooks.send('Organization.Membership.Updated', {
      organizationId,
      removedUserIds,
    });
  }

  #send(event: string, account: Account): Sent {
    const params = { userId: account.id };
    return this.#webhooks.send(event, { params, data: userEntity(account) });
  }
}
