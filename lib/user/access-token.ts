import 'server-only';
import { getConfig } from '../config';
import { AuthError, isTransient } from '../errors';
import { getCookies, getWritableCookies } from '../http/route-cookies';
import { assertTarget, tokenKeyOf, type TokenTarget } from '../logto/token-target';
import { findAccessToken, isRecent } from '../session/freshness';
import { isRenewalPaused } from '../session/pause';
import { requireSession } from './current-session';
import { renew } from './renew-session';
import { getRendering, redirectToRefresh } from './rendering';

/**
 * An access token, from the session while it is fresh, else by a refresh.
 *
 * @throws {AuthError} `not_authenticated`, those of `assertTarget`, and those of `renew`
 */
export async function tokenFor(target: TokenTarget): Promise<string> {
  const { session } = await requireSession();
  assertTarget(target, getConfig().resources);
  const key = tokenKeyOf(target);
  const fresh = findAccessToken(session, key);
  const valid = fresh ?? findAccessToken(session, key, 'valid');
  const rendering = await getRendering();
  if (rendering) {
    // Where tokens live for seconds, what the browser was just sent for may be stale on arrival.
    const isGoodEnough =
      fresh !== undefined ||
      isRecent(session) ||
      (await isRenewalPaused(await getCookies(), session));
    if (valid === undefined || !isGoodEnough) return redirectToRefresh(rendering, target);
    rendering.tokensInUse.add(key);
    return valid;
  }
  if (fresh !== undefined) return fresh;
  try {
    const renewed = await renew(await getWritableCookies(), session, { wanted: target });
    const token = findAccessToken(renewed.session, key, 'valid');
    if (token === undefined) throw new AuthError('invalid_response');
    return token;
  } catch (error) {
    if (valid === undefined || !isTransient(error)) throw error;
    return valid;
  }
}
