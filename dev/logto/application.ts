import type { ClientMetadata } from 'oidc-provider';
import type { LocalLogtoSettings } from './settings';

/** The one application that the local Logto knows, as it would be registered in Logto's Console. */
export interface LocalLogtoApp {
  /** `client_id`. */
  id: string;
  /** `client_secret`. */
  secret: string;
  /** Public origin of the application, e.g. `http://localhost:3000`. */
  baseUrl: string;
  /** Where this machine reaches the application, if not at `baseUrl`, which may be a tunnel's address. */
  localUrl?: string;
}

/** The application's registration, with the addresses that this template's routes have. */
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
