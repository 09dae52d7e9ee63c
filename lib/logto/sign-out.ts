import 'server-only';
import * as oidc from 'openid-client';
import { getConfig } from '../config';
import { getClient } from './client';
import { toAuthError } from './errors';

/**
 * Revokes the refresh token, which would outlive the sign-out, and returns the address where the browser ends Logto's
 * session and comes back to `/`. If Logto's session stayed, one click would sign the user in without a password.
 * @throws {AuthError} `provider_unreachable`, `invalid_response`
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
 */
export async function endLogtoSession(refreshToken: string | undefined): Promise<URL> {
  try {
    const client = await getClient();
    if (refreshToken !== undefined)
      await oidc
        .tokenRevocation(client, refreshToken, { token_type_hint: 'refresh_token' })
        .catch((error: unknown) => {
          // If Logto refuses to revoke, its session can still be ended.
          if (toAuthError(error).code === 'provider_unreachable') throw error;
        });
    // openid-client adds `client_id`, which Logto accepts in place of `id_token_hint`.
    return oidc.buildEndSessionUrl(client, { post_logout_redirect_uri: `${getConfig().baseUrl}/` });
  } catch (error) {
    throw toAuthError(error);
  }
}
