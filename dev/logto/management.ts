import type { Account, Accounts } from './accounts';
import { isMember } from './permissions';
import { userEntity, type Webhooks } from './webhooks';

/** What became of an event: the status of the application's answer, `undefined` where there was none. */
type Told = Promise<number | undefined>;

/**
 * What an administrator does with Logto's Management API, and the events that come of it. Roles are
 * given and taken without any, as in Logto.
 */
export class Management {
  readonly #accounts: Accounts;
  readonly #webhooks: Webhooks;

  constructor(accounts: Accounts, webhooks: Webhooks) {
    this.#accounts = accounts;
    this.#webhooks = webhooks;
  }

  /** Suspends an account, or lets it in again: `User.SuspensionStatus.Updated`. */
  setSuspended(account: Account, suspended: boolean): Told {
    account.suspended = suspended;
    return this.#tell('User.SuspensionStatus.Updated', account);
  }

  /** Deletes an account: `User.Deleted`, with the data as it was. */
  remove(account: Account): Told {
    this.#accounts.delete(account.id);
    return this.#tell('User.Deleted', account);
  }

  /** Changes what an account is called: `User.Data.Updated`, without `params` where its user did it. */
  rename(account: Account, name: string | null, by: 'administrator' | 'user'): Told {
    Object.assign(account, { name, updatedAt: Date.now() });
    if (by === 'administrator') return this.#tell('User.Data.Updated', account);
    return this.#webhooks.send('User.Data.Updated', { data: userEntity(account) });
  }

  /** Makes accounts members of an organization: `Organization.Membership.Updated`. */
  addMembers(organizationId: string, accounts: Account[], roles: string[] = []): Told {
    const added = accounts.filter((account) => !isMember(account, organizationId));
    for (const account of added) account.organizations.push({ id: organizationId, roles });
    const addedUserIds = added.map(({ id }) => id);
    return this.#webhooks.send('Organization.Membership.Updated', { organizationId, addedUserIds });
  }

  /** Ends memberships in an organization: `Organization.Membership.Updated`. */
  removeMembers(organizationId: string, accounts: Account[]): Told {
    for (const account of accounts)
      account.organizations = account.organizations.filter(({ id }) => id !== organizationId);
    const removedUserIds = accounts.map(({ id }) => id);
    return this.#webhooks.send('Organization.Membership.Updated', {
      organizationId,
      removedUserIds,
    });
  }

  #tell(event: string, account: Account): Told {
    const params = { userId: account.id };
    return this.#webhooks.send(event, { params, data: userEntity(account) });
  }
}
