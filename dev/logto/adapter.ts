import {
  errors,
  type Adapter,
  type AdapterFactory,
  type AdapterPayload,
  type ClientMetadata,
} from 'oidc-provider';
import type { LocalLogtoApp, LocalLogtoSettings, LogtoData } from './options';

/** Storage for one oidc-provider instance. */
export function createAdapter({ app, machine, settings, state }: LogtoData): AdapterFactory {
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
    // The applications are built at each use: settings can change.
    if (model === 'Client')
      adapter.find = async (id) => {
        if (id === app.id) return registrationOf(app, settings);
        if (id === machine.id)
          return {
            client_id: id,
            client_secret: machine.secret,
            grant_types: ['client_credentials'],
            redirect_uris: [],
            response_types: [],
          };
        // With 400, as Logto; oidc-provider's own answer would be 401.
        throw new errors.InvalidClient('client not found');
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

/** Returns the application's registration, with the addresses of this template's routes. */
const registrationOf = (app: LocalLogtoApp, settings: LocalLogtoSettings): ClientMetadata => ({
  client_id: app.id,
  client_secret: app.secret,
  grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: [`${app.baseUrl}/api/logto/callback`],
  post_logout_redirect_uris: [`${app.baseUrl}/`],
  backchannel_logout_uri: `${app.localUrl ?? app.baseUrl}/api/logto/backchannel-logout`,
  backchannel_logout_session_required: settings.sessionRequired,
});
