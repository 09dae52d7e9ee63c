import { AuthError, codeOf } from '@/lib/errors';
import { logEvent } from '@/lib/log';
import { verifyLogoutToken } from '@/lib/logto/logout-token';
import { readForm } from '@/lib/http/read-body';
import { emptyResponse, jsonResponse } from '@/lib/http/response';
import { now } from '@/lib/clock';
import { getStore } from '@/lib/session/store';

/** Seconds after its end for which a logout token is remembered: clocks may differ. */
const toleranceSeconds = 5 * 60;

/**
 * Ends the sessions that ended at Logto. Logto calls this route.
 *
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#BCResponse
 */
export async function POST(request: Request) {
  const id = crypto.randomUUID();
  try {
    const [token, ...more] = (await readForm(request)).getAll('logout_token');
    if (token === undefined || more.length > 0) throw new AuthError('invalid_request');
    const logout = await verifyLogoutToken(token);
    const { jti, exp } = logout;
    const store = getStore();
    // Done before the token is recorded: repeating it is harmless, and Logto can retry after a failure.
    await store.endAll(logout);
    const seconds = Math.max(1, Math.ceil(exp - now())) + toleranceSeconds;
    if (!(await store.useOnce(`logout-token:${jti}`, seconds)))
      throw new AuthError('invalid_request');
    logEvent('sessions_revoked', id);
    return emptyResponse(200);
  } catch (error) {
    logEvent('logout_token_refused', id, error);
    // The specification defines 400 for every failure.
    return jsonResponse({ error: codeOf(error) }, 400);
  }
}
