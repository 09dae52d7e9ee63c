import {
  errors,
  type Adapter,
  type AdapterFactory,
  type AdapterPayload,
  type ClientMetadata,
} from 'oidc-provider';
import type { LocalLogtoSettings } from './options';
import type { State } from './state';

/**
 * Storage for one oidc-provider instance.
 *
 * @param clients builds the registrations of the applications at each use, so that settings can change
 */
export function createAdapter(
  clients: () => ClientMetadata[],
  settings: LocalLogtoSettings,
  state: State,
): AdapterFactory {
  return (model) => {
    const payloads = state.payloads(model);
    const adapter: Adapter = {
      async upsert(id, payload) {
        payloads.set(id, JSON.parse(JSON.stringify(payload)) as AdapterPayload);
      },
      find: async (id) => structuredClone(payloads.get(id)),
      findByUid: async (wanted) =>
        structuredClone([...payloads.values()].find(({ uid }) => uid === wanted)),
      findByUserCode: async () => undefined,
      // Stores the first time only, in seconds with fractions.
      async consume(id) {
        const payload = payloads.get(id);
        if (payload) payload.consumed ??= Date.now() / 1000;
      },
      async destroy(id) {
        payloads.delete(id);
      },
      async revokeByGrantId(wanted) {
        for (const [id, { grantId }] of payloads) if (grantId === wanted) payloads.delete(id);
      },
    };
    if (model === 'Client')
      adapter.find = async (id) => {
        const found = clients().find(({ client_id }) => client_id === id);
        // With 400, as Logto; oidc-provider's own answer would be 401.
        if (!found) throw new errors.InvalidClient('client not found');
        return found;
      };
    // A consumed refresh token is accepted for the grace period. After it, oidc-provider detects the reuse.
    if (model === 'RefreshToken')
      adapter.find = async (id) => {
        const payload = structuredClone(payloads.get(id));
        const graceEnds = Number(payload?.consumed) + settings.refreshTokenGrace;
        if (payload && Date.now() / 1000 < graceEnds) delete payload.consumed;
        return payload;
      };
    return adapter;
  };
}
