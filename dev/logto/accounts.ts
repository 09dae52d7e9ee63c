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

  /** Returns the account for a mock social provider's user; creates it at the first sign-in. */
  forSocialIdentity(target: string): Account {
    const name = `${target} user`;
    const identity = { userId: mockUserId, details: { id: mockUserId, name } };
    return (
      [...this.values()].find(({ identities }) => identities[target]?.userId === mockUserId) ??
      this.create({ name, identities: { [target]: identity } })
    );
  }

  /** Returns the account for a mock enterprise provider's user; creates it at the first sign-in. */
  forSsoIdentity(connectorId: string): Account {
    const name = `${connectorId} user`;
    const issuer = `https://${connectorId}.sso.example.com`;
    return (
      [...this.values()].find(({ ssoIdentities }) =>
        ssoIdentities.some((identity) => identity.issuer === issuer),
      ) ??
      this.create({
        name,
        ssoIdentities: [{ issuer, identityId: mockUserId, detail: { name } }],
      })
    );
  }
}

/** The only user of each mock provider. They are always signed in there. */
const mockUserId = 'pretend-1001';

/** Returns a random id as Logto makes them: 12 lower-case letters and digits. */
function randomId(): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 12 }, () => alphabet[randomInt(alphabet.length)]).join('');
}
