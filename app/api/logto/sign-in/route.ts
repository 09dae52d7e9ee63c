import { cookies } from 'next/headers';
import type { NextRequest } from 'next/server';
import { getConfig } from '@/lib/config';
import { redirectToErrorPage } from '@/lib/http/error-response';
import { asksForDocument, isPrefetch, isRouterFetch } from '@/lib/http/fetch-metadata';
import { emptyResponse, redirectTo } from '@/lib/http/response';
import { toReturnPath } from '@/lib/http/return-path';
import { logEvent } from '@/lib/log';
import { startSignIn } from '@/lib/logto/sign-in';
import { parseSignInQuery } from '@/lib/logto/sign-in-options';
import { appPaths } from '@/lib/paths';
import { saveTransaction } from '@/lib/session/transaction';

/** Marks a request that was redirected to `BASE_URL` before, so that a proxy that rewrites `Host` causes no loop. */
const movedParameter = 'at_base_url';

/** Starts a sign-in and redirects the browser to Logto. Prefetches and fetches don't start one. */
export async function GET(request: NextRequest) {
  if (isPrefetch(request)) return emptyResponse(204);
  if (isRouterFetch(request) || !asksForDocument(request)) return emptyResponse(401);

  const query = request.nextUrl.searchParams;
  if (mayBeElsewhere(request) && !query.has(movedParameter)) {
    query.set(movedParameter, 'true');
    return redirectTo(`${appPaths.signIn}?${query.toString()}`);
  }
  // A link on another site with somebody else's token must not replace the user's session at Logto: without `prompt`, Logto asks.
  if (query.has('one_time_token') && request.headers.get('sec-fetch-site') === 'cross-site')
    query.delete('prompt');
  const returnTo = toReturnPath(query.get('return_to'));
  const id = crypto.randomUUID();
  try {
    const { url, pending } = await startSignIn(parseSignInQuery(query));
    await saveTransaction(await cookies(), { id, ...pending, returnTo });
    logEvent('sign_in_started', id);
    return redirectTo(url);
  } catch (error) {
    return redirectToErrorPage('sign_in_failed', id, error, returnTo);
  }
}

/**
 * Returns whether, on https, this request's host differs from `BASE_URL`. Logto redirects to `BASE_URL`, where a cookie
 * that is set here is missing. A proxy that rewrites `Host` looks the same.
 */
function mayBeElsewhere({ headers }: Request): boolean {
  const { baseUrl, secure } = getConfig();
  return secure && headers.get('host') !== new URL(baseUrl).host;
}

/** Next would answer HEAD by running GET. */
export function HEAD() {
  return emptyResponse(204);
}
