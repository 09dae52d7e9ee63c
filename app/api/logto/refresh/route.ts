import { cookies } from 'next/headers';
import type { NextRequest } from 'next/server';
import { getConfig } from '@/lib/config';
import { currentSession } from '@/lib/user/current-session';
import { forbiddenPagePath } from '@/lib/user/forbidden-page';
import { AuthError, isTransient } from '@/lib/errors';
import { signInPath } from '@/lib/logto/sign-in-options';
import { keyOf, parseTokenTarget } from '@/lib/logto/token-target';
import { renew } from '@/lib/user/renewal';
import { isPrefetch, isRouterFetch } from '@/lib/http/requests';
import { emptyResponse, redirectTo, redirectToErrorPage } from '@/lib/http/responses';
import { toReturnPath } from '@/lib/http/return-path';
import { endPause, pauseRenewal } from '@/lib/session/pause';
import { accessToken, isRecent } from '@/lib/session/session';

/**
 * Gets what a server component is missing: it can't write the session's cookie, this route can. Then
 * back to the page. What can't be had ends in words, so that no page comes here in circles.
 */
export async function GET(request: NextRequest) {
  // Without an answer it can use, Next's router has the browser load this address as a document.
  if (isPrefetch(request) || isRouterFetch(request)) return emptyResponse(204);

  const query = request.nextUrl.searchParams;
  const returnTo = toReturnPath(query.get('return_to'));
  const store = await cookies();
  let session;
  try {
    session = await currentSession();
  } catch (error) {
    return redirectToErrorPage('request_failed', crypto.randomUUID(), error, returnTo);
  }
  if (!session) return redirectTo(signInPath({ returnTo }));
  let key = '';
  try {
    const target = parseTokenTarget(query, getConfig().resources);
    key = keyOf(target);
    // Nobody can have this app ask Logto again and again by sending a browser here.
    if (isRecent(session) && accessToken(session, key)) return redirectTo(returnTo);
    const { stored } = await renew(store, session, key === '' ? 'claims' : target);
    // A token that isn't kept would be asked for again, and again.
    if (!(key in stored.accessTokens)) throw new AuthError('session_too_large');
    endPause(store);
    return redirectTo(returnTo);
  } catch (error) {
    const code = error instanceof AuthError ? error.code : undefined;
    if (code === 'session_ended') return redirectTo(signInPath({ returnTo }));
    // The membership ended since the claims at hand were issued.
    const organization = query.get('organization_id');
    if (code === 'access_denied' && organization !== null)
      return redirectTo(await forbiddenPagePath({ organization }, session.origin.sub));
    // What is at hand serves for another minute: the claims, or a token that is near its end.
    const isAtHand = key === '' || accessToken(session, key, 'valid') !== undefined;
    if (!isTransient(error) || !isAtHand)
      return redirectToErrorPage('request_failed', session.id, error, returnTo);
    pauseRenewal(store, error.code);
    return redirectTo(returnTo);
  }
}

/** Next would answer HEAD by running GET. */
export function HEAD() {
  return emptyResponse(204);
}
