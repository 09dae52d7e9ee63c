import 'server-only';
import { buildEndSessionUrl, tokenRevocation, type Configuration } from 'openid-client';
import { getConfig } from '../config';
import { getClient } from './client';
import { toAuthError } from './errors';

/**
 * Revokes the refresh token, which would outlive the sign-out, and tells where the browser must go
 * to end Logto's own session: without that, one click would sign in again with no question asked.
 *
 * @param idToken says whose session it is; without it, Logto knows the app by its id, and asks the browser
 * @returns Logto's end-session address; from there the browser comes back to `/`
 * @throws {AuthError} `provider_unreachable`, `invalid_response`, `client_refused`
 * @see https://www.rfc-editor.org/rfc/rfc7009#section-2.1
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
 */
export async function endLogtoSession(
  idToken: string | undefined,
  refreshToken: string | undefined,
): Promise<URL> {
  try {
    const client = await getClient();
    if (refreshToken !== undefined) await revoke(client, refreshToken);
    return buildEndSessionUrl(client, {
      ...(idToken === undefined ? {} : { id_token_hint: idToken }),
      post_logout_redirect_uri: `${getConfig().baseUrl}/`,
    });
  } catch (error) {
    throw toAuthError(error);
  }
}

/** Only where Logto can't be reached is there no point in going on; any other refusal leaves the rest to do. */
async function revoke(client: Configuration, refreshToken: string): Promise<void> {
  try {
    await tokenRevocation(client, refreshToken, { token_type_hint: 'refresh_token' });
  } catch (error) {
    if (toAuthError(error).code === 'provider_unreachable') throw error;
  }
}
