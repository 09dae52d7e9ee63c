import type { ClientMetadata } from 'oidc-provider';
import type { LocalLogtoSettings } from './settings';

/** The only application of the local Logto. */
export interface LocalLogtoApp {
  /** `client_id`. */
  id: string;
  /** `client_secret`. */
  secret: string;
  /** Public origin of the application, e.g. `http://localhost:3000`. */
  baseUrl: string;
  /** Address for calls from the local Logto. Default: `baseUrl`, which may be the address of a tunnel. */
  localUrl?: string;
}

/** Builds the application's registration, with the addresses of this template's routes. */
export function clientMetadata(app: LocalLogtoApp, settings: LocalLogtoSettings): ClientMetadata {
  return {
    client_id: app.id,
    client_secret: app.secret,
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [`${app.baseUrl}/api/logto/callback`],
    post_logout_redirect_uris: [`${app.baseUrl}/`],
    backchannel_logout_uri: `${app.localUrl ?? app.baseUrl}/api/logto/backchannel-logout`,
    backchannel_logout_session_required: settings.sessionRequired,
  };
}
