import type { Adapter, AdapterFactory, AdapterPayload, ClientMetadata } from 'oidc-provider';
import type { LocalLogtoSettings } from './settings';
import type { State } from './state';

/**
 * Storage for one oidc-provider instance.
 *
 * @param client builds the application's registration, at every use
 */
export function createAdapter(
  client: () => ClientMetadata,
  settings: LocalLogtoSettings,
  state: State,
): AdapterFactory {
  return (model) => {
    const payloads = state.payloads(model);
    if (model === 'Client') return new ClientStore(payloads, client);
    if (model === 'RefreshToken') return new RefreshTokenStore(payloads, settings);
    return new MemoryStore(payloads);
  };
}

class MemoryStore implements Adapter {
  readonly #payloads: Map<string, AdapterPayload>;

  constructor(payloads: Map<string, AdapterPayload>) {
    this.#payloads = payloads;
  }

  upsert(id: string, payload: AdapterPayload): Promise<void> {
    this.#payloads.set(id, JSON.parse(JSON.stringify(payload)) as AdapterPayload);
    return Promise.resolve();
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    return Promise.resolve(structuredClone(this.#payloads.get(id)));
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return Promise.resolve(structuredClone(this.#where((payload) => payload.uid === uid)[0]?.[1]));
  }

  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** Stores the first time only, in seconds with fractions. */
  consume(id: string): Promise<void> {
    const payload = this.#payloads.get(id);
    if (payload) payload.consumed ??= Date.now() / 1000;
    return Promise.resolve();
  }

  destroy(id: string): Promise<void> {
    this.#payloads.delete(id);
    return Promise.resolve();
  }

  revokeByGrantId(grantId: string): Promise<void> {
    for (const [id] of this.#where((payload) => payload.grantId === grantId)) {
      this.#payloads.delete(id);
    }
    return Promise.resolve();
  }

  #where(matches: (payload: AdapterPayload) => boolean): [string, AdapterPayload][] {
    return [...this.#payloads].filter(([, payload]) => matches(payload));
  }
}

/** Accepts a consumed refresh token for the grace period. After it, oidc-provider detects the reuse. */
class RefreshTokenStore extends MemoryStore {
  readonly #settings: LocalLogtoSettings;

  constructor(payloads: Map<string, AdapterPayload>, settings: LocalLogtoSettings) {
    super(payloads);
    this.#settings = settings;
  }

  override async find(id: string): Promise<AdapterPayload | undefined> {
    const payload = await super.find(id);
    if (!payload) return undefined;
    const consumed: unknown = payload.consumed;
    const inGrace =
      typeof consumed === 'number' &&
      Date.now() / 1000 < consumed + this.#settings.refreshTokenGrace;
    if (inGrace) delete payload.consumed;
    return payload;
  }
}

/** Builds the application's registration at each use, so that settings can change. */
class ClientStore extends MemoryStore {
  readonly #client: () => ClientMetadata;

  constructor(payloads: Map<string, AdapterPayload>, client: () => ClientMetadata) {
    super(payloads);
    this.#client = client;
  }

  override find(id: string): Promise<AdapterPayload | undefined> {
    const client = this.#client();
    return Promise.resolve(client.client_id === id ? client : undefined);
  }
}
