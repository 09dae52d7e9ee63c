import { randomInt } from 'node:crypto';

/** A user of the local Logto. Tests may change any field; the change applies at its next use. */
export interface Account {
  /** `sub`: 12 lower-case letters and digits, as in Logto. */
  readonly id: string;
  username: string | null;
  /** Plain text, because these are demo accounts. `null`: social sign-in only. */
  password: string | null;
  /** True if the account has a second factor. Its code is the same for all. */
  secondFactor: boolean;
  /** True if the sign-in counts as federated (`amr: fed`), which meets no level of assurance. */
  federated: boolean;
  name: string | null;
  picture: string | null;
  email: string | null;
  phone: string | null;
  /** Further standard claims of the `profile` scope, such as `given_name`. Absent ones stay absent. */
  profile: Record<string, string>;
  customData: Record<string, unknown>;
  /** Social identities by connector target. */
  identities: Record<string, { userId: string; details: Record<string, unknown> }>;
  ssoIdentities: { issuer: string; identityId: string; detail: Record<string, unknown> }[];
  /** Names of the user's roles. */
  roles: string[];
  /** Memberships, with the names of the roles held in each organization. */
  organizations: { id: string; roles: string[] }[];
  /** Milliseconds since the epoch, like Logto's claims. */
  createdAt: number;
  /** Milliseconds since the epoch, like Logto's claims. */
  updatedAt: number;
  /** A suspended user can't sign in, and tokens issued before stop working. */
  suspended: boolean;
}

/** All accounts of a local Logto, by user id. */
export class Accounts extends Map<string, Account> {
  /** Finds an account by username, e-mail address or phone number. */
  findByIdentifier(identifier: string): Account | undefined {
    const wanted = identifier.trim().toLowerCase();
    return [...this.values()].find(({ username, email, phone }) =>
      [username, email, phone].some((value) => value?.toLowerCase() === wanted),
    );
  }

  /** As `findByIdentifier`, but throws if there is no such account. */
  named(identifier: string): Account {
    const account = this.findByIdentifier(identifier);
    if (!account) throw new Error(`The local Logto has no account "${identifier}".`);
    return account;
  }

  /** Adds an account. Missing fields are empty, as for a user who has just registered. */
  create(fields: Partial<Account>): Account {
    const now = Date.now();
    const account: Account = {
      id: randomId(),
      username: null,
      password: null,
      secondFactor: false,
      federated: false,
      name: null,
      picture: null,
      email: null,
      phone: null,
      profile: {},
      customData: {},
      identities: {},
      ssoIdentities: [],
      roles: [],
      organizations: [],
      createdAt: now,
      updatedAt: now,
      suspended: false,
      ...fields,
    };
    this.set(account.id, account);
    return account;
  }

  /**
   * Returns the account for the only user of a mock provider. They are always signed in there. Creates it at
   * the first sign-in.
   *
   * @param method the kind of provider: `social`, or `sso` for an enterprise's
   * @param target the social connector's target, or the enterprise connector's id
   */
  forMockProvider(method: 'social' | 'sso', target: string): Account {
    const [name, userId] = [`${target} user`, 'pretend-1001'];
    const issuer = `https://${target}.sso.example.com`;
    const found = [...this.values()].find(({ identities, ssoIdentities }) =>
      method === 'social'
        ? identities[target]?.userId === userId
        : ssoIdentities.some((identity) => identity.issuer === issuer),
    );
    const fields =
      method === 'social'
        ? { identities: { [target]: { userId, details: { id: userId, name } } } }
        : { ssoIdentities: [{ issuer, identityId: userId, detail: { name } }] };
    return found ?? this.create({ name, ...fields });
  }
}

/** Returns a random id as Logto makes them: lower-case letters and digits. */
export function randomId(length = 12): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
