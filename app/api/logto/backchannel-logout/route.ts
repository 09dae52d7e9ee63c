import { AuthError, codeOf } from '@/lib/errors';
import { logEvent } from '@/lib/log';
import { verifyLogoutToken } from '@/lib/logto/logout-token';
import { readForm } from '@/lib/http/read-form';
import { emptyResponse, jsonResponse } from '@/lib/http/responses';
import { endSessions, spendLogoutToken } from '@/lib/session/revocations';

/**
 * Where Logto says that a session ended there, so that it ends here, too.
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
    // Ending them once more would change nothing, so it comes first: no failure in between can undo it.
    if (!(await spendLogoutToken(logout.jti, logout.exp))) throw new AuthError('invalid_request');
    logEvent('sessions_revoked', id);
    return emptyResponse(200);
  } catch (error) {
    logEvent('logout_token_refused', id, error);
    // The specification has one status for every failure.
    return jsonResponse({ error: codeOf(error) }, 400);
  }
}
