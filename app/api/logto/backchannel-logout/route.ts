import { AuthError, codeOf } from '@/lib/errors';
import { logEvent } from '@/lib/log';
import { verifyLogoutToken } from '@/lib/logto/logout-token';
import { readForm } from '@/lib/http/read-form';
import { emptyResponse, jsonResponse } from '@/lib/http/responses';
import { spendLogoutToken } from '@/lib/session/logout-tokens';
import { endSessions } from '@/lib/session/revocations';

/**
 * Ends the sessions that have ended at Logto: Logto calls this route.
 *
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#BCResponse
 */
export async function POST(request: Request) {
  const id = crypto.randomUUID();
  try {
    const [token, ...more] = (await readForm(request)).getAll('logout_token');
    if (token === undefined || more.length > 0) throw new AuthError('invalid_request');
    const logout = await verifyLogoutToken(token);
    await endSessions(logout);
    // The sessions end first, because that may happen twice: were the token spent first, a failure in between
    // would leave them alive, and Logto could not send it again.
    if (!(await spendLogoutToken(logout.jti, logout.exp))) throw new AuthError('invalid_request');
    logEvent('sessions_revoked', id);
    return emptyResponse(200);
  } catch (error) {
    logEvent('logout_token_refused', id, error);
    // The specification has one status for every failure.
    return jsonResponse({ error: codeOf(error) }, 400);
  }
}
