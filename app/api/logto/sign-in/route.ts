import { logEvent } from '@/lib/log';
import { startSignIn } from '@/lib/logto/sign-in';
import { parseSignInQuery } from '@/lib/logto/sign-in-options';
import { asksForDocument, isPrefetch, isRouterFetch, mayBeElsewhere } from '@/lib/http/requests';
import { emptyResponse, redirectTo, redirectToErrorPage } from '@/lib/http/responses';
import { toReturnPath } from '@/lib/http/return-path';
import { withCookies } from '@/lib/http/route-cookies';
import { appPaths } from '@/lib/paths';
import { saveTransaction } from '@/lib/session/transaction';

/** Says that this request was sent to `BASE_URL` before: no proxy that rewrites `Host` makes it a circle. */
const movedParameter = 'at_base_url';

/** Starts a sign-in and sends the browser to Logto. Nothing is started for requests no person made. */
export const GET = withCookies(async (request, cookies) => {
  if (isPrefetch(request)) return emptyResponse(204);
  if (isRouterFetch(request) || !asksForDocument(request)) return emptyResponse(401);

  const query = request.nextUrl.searchParams;
  if (mayBeElsewhere(request) && !query.has(movedParameter)) {
    query.set(movedParameter, 'true');
    return redirectTo(`${appPaths.signIn}?${query.toString()}`);
  }
  const returnTo = toReturnPath(query.get('return_to'));
  const id = crypto.randomUUID();
  try {
    const { url, pending } = await startSignIn(parseSignInQuery(query));
    await saveTransaction(cookies, { id, ...pending, returnTo });
    logEvent('sign_in_started', id);
    return redirectTo(url);
  } catch (error) {
    return redirectToErrorPage('sign_in_failed', id, error, returnTo);
  }
});

/** Next would answer HEAD by running GET. */
export function HEAD() {
  return emptyResponse(204);
}
