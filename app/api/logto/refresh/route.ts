import { cookies } from 'next/headers';
import type { NextRequest } from 'next/server';
import { getConfig } from '@/lib/config';
import { codeOf, isTransient } from '@/lib/errors';
import { redirectToErrorPage } from '@/lib/http/error-response';
import { isPrefetch, isRouterFetch } from '@/lib/http/fetch-metadata';
import { emptyResponse, redirectTo } from '@/lib/http/response';
import { toReturnPath } from '@/lib/http/return-path';
import { signInPath } from '@/lib/logto/sign-in-path';
import { assertTarget, parseTokenKey, tokenKey, type TokenTarget } from '@/lib/logto/token-target';
import { findAccessToken, isRecent, isServable } from '@/lib/session/session';
import { readSession } from '@/lib/session/session-cookie';
import {
  clearEndedSession,
  getCurrentSession,
  needsNewClaims,
  renewInPlace,
  writeCookie,
} from '@/lib/user/current-session';
import { forbiddenPath } from '@/lib/user/requirement';

/** The maximum number of extra tokens per request. */
const maxAlso = 31;

/** Browsers stop after 20 redirects, and each token takes two. After eight, the answer is a page. */
const tokensInARow = 8;

/**
 * Renews for a page, which can't write cookies, and redirects back. If Logto refuses, going back would cause a loop,
 * so the error page is next.
 */
export async function GET(request: NextRequest) {
  // Next's router can't use an empty answer, so it has the browser load this address as a document.
  if (isPrefetch(request) || isRouterFetch(request)) return emptyResponse(204);

  const query = request.nextUrl.searchParams;
  const returnTo = toReturnPath(query.get('return_to'));
  let id: string = crypto.randomUUID();
  try {
    const current = await getCurrentSession();
    if (!current) {
      const ended = await readSession(await cookies());
      if (ended) await clearEndedSession(ended);
      return redirectTo(signInPath({ returnTo }));
    }
    const { session, claimsOutdatedAt: claimsAfter } = current;
    id = session.id;
    const { token, also } = parseQuery(query);
    const hasToken = findAccessToken(session, tokenKey(token ?? {})) !== undefined;
    // Other sites can link here repeatedly, so a recent session isn't renewed.
    if (isRecent(session) && hasToken && !needsNewClaims(current)) {
      await writeCookie(session);
      return redirectTo(returnTo);
    }
    try {
      await renewInPlace(session, { token, claimsAfter, also });
    } catch (error) {
      // The page can use an older token or claims.
      const canServe = token
        ? findAccessToken(session, tokenKey(token), 'valid') !== undefined
        : isServable(session);
      if (!isTransient(error) || !canServe) throw error;
    }
    return also.length > 0 && also.length % tokensInARow === 0
      ? pageTo(returnTo)
      : redirectTo(returnTo);
  } catch (error) {
    const code = codeOf(error);
    const organization = query.get('organization_id');
    if (code === 'session_ended') return redirectTo(signInPath({ returnTo }));
    // The browser has another session now.
    if (code === 'session_replaced') return redirectTo(returnTo);
    // The membership ended after the claims were issued.
    if (code === 'access_denied' && organization !== null)
      return redirectTo(forbiddenPath({ organization }));
    return redirectToErrorPage('request_failed', id, error, returnTo);
  }
}

/** Reads what is wanted: a token, or, without one, new claims; and the tokens that the page needs as well. */
function parseQuery(query: URLSearchParams) {
  const resource = query.get('resource');
  const organizationId = query.get('organization_id');
  const target: TokenTarget = {
    ...(resource !== null && { resource }),
    ...(organizationId !== null && { organizationId }),
  };
  const also = query.getAll('also').slice(0, maxAlso).map(parseTokenKey);
  for (const each of [target, ...also]) assertTarget(each, getConfig().resources);
  const wantsClaims = tokenKey(target) === '' && !query.has('userinfo');
  return { token: wantsClaims ? undefined : target, also };
}

/** An answer that leads the browser on without a redirect. */
function pageTo(path: string): Response {
  return emptyResponse(200, { Refresh: `0; url=${getConfig().baseUrl}${path}` });
}

/** Next would answer HEAD by running GET. */
export function HEAD() {
  return emptyResponse(204);
}
