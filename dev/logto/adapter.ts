import type { Adapter, AdapterFactory, AdapterPayload, ClientMetadata } from 'oidc-provider';
import type { LocalLogtoSettings } from './options';
import type { State } from './state';

/**
 * Storage for one oidc-provider instance.
 *
 * @param client builds the application's registration at each use, so that settings can change
 */
export function createAdapter(
  client: () => ClientMetadata,
  settings: LocalLogtoSettings,
  state: State,
): AdapterFactory {
  return (model) => {
    const payloads = state.payloads(model);
    const store = new MemoryStore(payloads);
    if (model === 'Client')
      store.find = async (id) => [client()].find(({ client_id }) => client_id === id);
    // A consumed refresh token is accepted for the grace period. After it, oidc-provider detects the reuse.
    if (model === 'RefreshToken')
      store.find = async (id) => {
        const payload = structuredClone(payloads.get(id));
        const until = Number(payload?.consumed) + settings.refreshTokenGrace;
        if (payload && Date.now() / 1000 < until) delete payload.consumed;
        return payload;
      };
    return store;
  };
}

class MemoryStore implements Adapter {
  readonly #payloads: Map<string, AdapterPayload>;

  constructor(payloads: Map<string, AdapterPayload>) {
    this.#payloads = payloads;
  }

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    this.#payloads.set(id, JSON.parse(JSON.stringify(payload)) as AdapterPayload);
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return structuredClone(this.#payloads.get(id));
  }

  async findByUid(wanted: string): Promise<AdapterPayload | undefined> {
    return structuredClone([...this.#payloads.values()].find(({ uid }) => uid === wanted));
  }

  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  /** Stores the first time only, in seconds with fractions. */
  async consume(id: string): Promise<void> {
    const payload = this.#payloads.get(id);
    if (payload) payload.consumed ??= Date.now() / 1000;
  }

  async destroy(id: string): Promise<void> {
    this.#payloads.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, payload] of this.#payloads)
      if (payload.grantId === grantId) this.#payloads.delete(id);
  }
}
