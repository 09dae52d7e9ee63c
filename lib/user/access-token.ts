import 'server-only';
import { getConfig } from '../config';
import { AuthError, isTransient } from '../errors';
import { assertTarget, tokenKey, type TokenTarget } from '../logto/token-target';
import { findAccessToken, isRecent } from '../session/session';
import { renewInPlace, requireSession } from './current-session';
import { redirectToRefresh, rememberTokens } from './refresh-redirect';
import { getPageContext } from './request-context';

/**
 * Returns an access token. Uses the session's token while it is fresh; otherwise asks Logto for a new one. Throws as
 * `requireSession`, `assertTarget`, `renewInPlace`; `session_too_large` if neither the cookies nor the store keep it.
 */
export async function accessTokenFor(target: TokenTarget): Promise<string> {
  const { session, failure } = await requireSession();
  assertTarget(target, getConfig().resources);
  const key = tokenKey(target);
  const fresh = findAccessToken(session, key);
  const valid = fresh ?? findAccessToken(session, key, 'valid');
  const page = getPageContext();
  if (page) {
    page.tokenKeys.add(key);
    await rememberTokens(session);
    // A token that lives for seconds may no longer be fresh when the browser comes back with it.
    if (valid !== undefined && (fresh !== undefined || isRecent(session) || failure)) return valid;
    if (session.omitted?.includes(key) && isRecent(session))
      throw new AuthError('session_too_large');
    return redirectToRefresh(session, target);
  }
  if (fresh !== undefined) return fresh;
  try {
    const renewed = await renewInPlace(session, { token: target });
    const token = findAccessToken(renewed, key, 'valid');
    if (token === undefined) throw new AuthError('invalid_response');
    return token;
  } catch (error) {
    if (valid === undefined || !isTransient(error)) throw error;
    return valid;
  }
}
