import { getConfig } from '@/lib/config';
import { codeOf, isTransient } from '@/lib/errors';
import { isPrefetch, isRouterFetch } from '@/lib/http/requests';
import { emptyResponse, redirectTo, redirectToErrorPage } from '@/lib/http/responses';
import { toReturnPath } from '@/lib/http/return-path';
import { withCookies } from '@/lib/http/route-cookies';
import { signInPath } from '@/lib/logto/sign-in-options';
import { tokenKeyOf, parseWanted } from '@/lib/logto/token-target';
import { endPause, pauseRenewal } from '@/lib/session/pause';
import { findAccessToken, isRecent, isServable } from '@/lib/session/freshness';
import { needsNewClaims } from '@/lib/user/current-claims';
import { clearEndedSession, getCurrentSession } from '@/lib/user/current-session';
import { forbiddenPagePath } from '@/lib/user/forbidden-page';
import { renew } from '@/lib/user/renew-session';

/**
 * Gets what a server component is missing, because that can't write the session's cookie, and sends the browser
 * back to the page. What Logto doesn't give ends on the error page: sent back, the browser would come here again.
 */
export const GET = withCookies(async (request, cookies) => {
  // Next's router can't use an empty answer, so it has the browser load this address as a document.
  if (isPrefetch(request) || isRouterFetch(request)) return emptyResponse(204);

  const query = request.nextUrl.searchParams;
  const returnTo = toReturnPath(query.get('return_to'));
  let current;
  try {
    current = await getCurrentSession();
    if (!current) await clearEndedSession(cookies);
  } catch (error) {
    return redirectToErrorPage('request_failed', crypto.randomUUID(), error, returnTo);
  }
  if (!current) return redirectTo(signInPath({ returnTo }));
  const { session, claimsOutdatedAt: claimsAfter } = current;
  let isAtHand = false;
  try {
    const wanted = parseWanted(query, getConfig().resources);
    const key = tokenKeyOf(wanted);
    isAtHand =
      wanted === 'claims'
        ? isServable(session)
        : findAccessToken(session, key, 'valid') !== undefined;
    // Nobody can have this app ask Logto again and again by sending a browser here.
    if (isRecent(session) && findAccessToken(session, key) && !needsNewClaims(current))
      return redirectTo(returnTo);
    const alsoNeeded = query.getAll('keep');
    const renewal = { wanted, claimsAfter, alsoNeeded };
    const { session: renewed, tooLarge } = await renew(cookies, session, renewal);
    // The page would send the browser here again for a token that didn't fit the cookie.
    if (tooLarge) throw tooLarge;
    // It would also for claims that are outdated on arrival, as when the clocks of Logto's servers differ.
    if (needsNewClaims({ ...current, session: renewed })) await pauseRenewal(cookies, renewed);
    else endPause(cookies);
    return redirectTo(returnTo);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'session_ended') return redirectTo(signInPath({ returnTo }));
    // The browser has another session by now.
    if (code === 'session_replaced') return redirectTo(returnTo);
    // The membership ended since the claims at hand were issued.
    const organization = query.get('organization_id');
    if (code === 'access_denied' && organization !== null)
      return redirectTo(await forbiddenPagePath({ organization }, session.origin.sub));
    if (!isTransient(error) || !isAtHand)
      return redirectToErrorPage('request_failed', session.id, error, returnTo);
    // The page goes on with what the session has.
    await pauseRenewal(cookies, session);
    return redirectTo(returnTo);
  }
});

/** Next would answer HEAD by running GET. */
export function HEAD() {
  return emptyResponse(204);
}
