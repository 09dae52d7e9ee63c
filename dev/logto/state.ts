import { createHash, createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AdapterPayload } from 'oidc-provider';
import { z } from 'zod';
import type { Account } from './accounts';
import { createDemoAccounts, organizations } from './seed';

/** An organization. Times are in milliseconds here and below. */
export interface Organization {
  id: string;
  name: string;
  description: string | null;
  customData: Record<string, unknown>;
  createdAt: number;
}

/** An invitation to an organization. */
export interface Invitation {
  id: string;
  organizationId: string;
  /** E-mail address. */
  invitee: string;
  inviterId: string | null;
  /** Names of the roles that the new member gets. */
  roles: string[];
  status: 'Pending' | 'Accepted' | 'Revoked';
  acceptedUserId: string | null;
  createdAt: number;
  expiresAt: number;
}

/** A token that signs in as the owner of an e-mail address, once. */
export interface OneTimeToken {
  id: string;
  token: string;
  email: string;
  context: { jitOrganizationIds?: string[] | undefined };
  isUsed: boolean;
  createdAt: number;
  expiresAt: number;
}

/** A mail to a user. */
export interface Mail {
  to: string;
  subject: string;
  link: string | null;
}

const fileSchema = z.object({
  seed: z.string(),
  secret: z.string(),
  signingKey: z.looseObject({ kty: z.string() }),
  accounts: z.array(z.custom<Account>()),
  organizations: z.array(z.tuple([z.string(), z.custom<Organization>()])),
  invitations: z.array(z.tuple([z.string(), z.custom<Invitation>()])),
  oneTimeTokens: z.array(z.custom<OneTimeToken>()),
  outbox: z.array(z.custom<Mail>()),
  payloads: z.record(z.string(), z.record(z.string(), z.custom<AdapterPayload>())),
});

type Content = z.infer<typeof fileSchema>;

/**
 * The data of one local Logto: accounts, keys, and what oidc-provider stores. It lives in memory, and
 * in a file if one is named: a server that starts with that file again knows the same sessions and tokens.
 */
export class State {
  readonly #file: string | undefined;
  readonly #secret: string;
  #written = '';
  /** The key that signs tokens, as a JWK. */
  readonly signingKey: Content['signingKey'];
  /** Accounts by user id. An edited `seed.ts` replaces all that the file has of them, and of what follows. */
  readonly accounts;
  readonly organizations: Map<string, Organization>;
  readonly invitations: Map<string, Invitation>;
  readonly oneTimeTokens: OneTimeToken[];
  /** Mails, the oldest first. */
  readonly outbox: Mail[];
  readonly #payloads = new Map<string, Map<string, AdapterPayload>>();

  /**
   * @param endpoint the address of the demo accounts' pictures
   * @param file read if it exists and is intact
   */
  constructor(endpoint: string, file?: string) {
    const saved = read(file);
    this.#file = file;
    this.#secret = saved?.secret ?? randomBytes(32).toString('base64url');
    this.signingKey = saved?.signingKey ?? createSigningKey();
    this.accounts = createDemoAccounts(endpoint);
    const kept = saved?.seed === seedHash() ? saved : undefined;
    if (kept) this.accounts.clear();
    for (const account of kept?.accounts ?? []) this.accounts.create(account);
    this.organizations = new Map(kept?.organizations ?? seeded());
    this.invitations = new Map(kept?.invitations);
    this.oneTimeTokens = kept?.oneTimeTokens ?? [];
    this.outbox = kept?.outbox ?? [];
    const now = Date.now() / 1000;
    for (const [model, entries] of Object.entries(saved?.payloads ?? {}))
      for (const [id, payload] of Object.entries(entries))
        if ((payload.exp ?? Infinity) > now) this.payloads(model).set(id, payload);
  }

  /** The stored objects of one of oidc-provider's models, by id. */
  payloads(model: string): Map<string, AdapterPayload> {
    const found = this.#payloads.get(model) ?? new Map<string, AdapterPayload>();
    this.#payloads.set(model, found);
    return found;
  }

  /** A secret for this purpose. It stays the same as long as the file is kept. */
  secretFor(purpose: string): string {
    return createHmac('sha256', this.#secret).update(purpose).digest('base64url');
  }

  /** Writes the file, if one is named and something changed. */
  save(): void {
    if (this.#file === undefined) return;
    const content: Content = {
      seed: seedHash(),
      secret: this.#secret,
      signingKey: this.signingKey,
      accounts: [...this.accounts.values()],
      organizations: [...this.organizations],
      invitations: [...this.invitations],
      oneTimeTokens: this.oneTimeTokens,
      outbox: this.outbox,
      payloads: Object.fromEntries(
        [...this.#payloads].map(([model, entries]) => [model, Object.fromEntries(entries)]),
      ),
    };
    const text = JSON.stringify(content);
    if (text === this.#written) return;
    this.#written = text;
    mkdirSync(path.dirname(this.#file), { recursive: true });
    // A process that is killed while it writes leaves the old file.
    writeFileSync(`${this.#file}.new`, text, { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

/** Returns the organizations of `seed.ts`, by id. */
const seeded = () =>
  organizations.map((one): [string, Organization] => [
    one.id,
    { ...one, customData: {}, createdAt: Date.now() },
  ]);

function read(file: string | undefined): Content | undefined {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file ?? '', 'utf8')));
  } catch {
    return undefined;
  }
}

/** Changes when `seed.ts` is edited. */
function seedHash(): string {
  const text = readFileSync(new URL('seed.ts', import.meta.url));
  return createHash('sha256').update(text).digest('base64url');
}

function createSigningKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  return fileSchema.shape.signingKey.parse({
    ...privateKey.export({ format: 'jwk' }),
    alg: 'ES384',
    use: 'sig',
  });
}
