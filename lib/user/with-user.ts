import 'server-only';
import { unstable_rethrow } from 'next/navigation';
import type { NextRequest } from 'next/server';
import { AuthError, codeOf } from '../errors';
import { jsonError } from '../http/error-response';
import { changesSomething, isSameOrigin } from '../http/origin';
import { withPrivateHeaders } from '../http/response';
import { logEvent } from '../log';
import type { IdTokenClaims, UserInfo } from '../logto/claims';
import { writeHandlerCookie } from './current-session';
import { getRequestId, runHandler } from './request-context';
import { requireUser } from './require-user';
import type { Requirement } from './requirement';
import { fetchUserInfo } from './user-info';

type Params = Record<string, string | string[] | undefined>;

/** The second argument of a guarded handler. */
type UserContext<P, WithInfo> = { user: IdTokenClaims; params: Promise<P> } & (WithInfo extends true
  ? { userInfo: UserInfo }
  : object);

interface Options<P, WithInfo> {
  /** Asks Logto for the user's current claims before the handler runs. */
  fetchUserInfo?: WithInfo;
  /** The requirement for the user, in addition to being signed in; it may depend on the route's segments. */
  require?: Requirement | ((params: P) => Requirement);
}

/**
 * Guards a route handler. Errors are answered in JSON: 401 `{ "error": "not_authenticated" }` without a session, 403
 * `{ "error": "forbidden" }` for a user without a required right, 401 `{ "error": "step_up_required", "sign_in": <path> }`
 * for a user who must sign in again or with a further factor, 403 `{ "error": "cross_origin" }` for a request that changes
 * something and wasn't sent by a page of this app. An {@link AuthError} that the handler throws is answered the same way.
 *
 * The handler's answer is private to this browser, unless it has its own `Cache-Control`. An answer that carries the
 * session's cookie always is.
 */
export function withUser<P extends Params = Params, WithInfo extends boolean = false>(
  handler: (
    request: NextRequest,
    context: UserContext<P, WithInfo>,
  ) => Response | Promise<Response>,
  { require, fetchUserInfo: withInfo }: Options<P, WithInfo> = {},
) {
  const answer = async (request: NextRequest, params: Promise<P>) => {
    try {
      if (changesSomething(request) && !isSameOrigin(request)) throw new AuthError('cross_origin');
      const required = typeof require === 'function' ? require(await params) : require;
      const user = await requireUser(required);
      const userInfo = withInfo && { userInfo: await fetchUserInfo() };
      const context = { user, params, ...userInfo } as UserContext<P, WithInfo>;
      return await handler(request, context);
    } catch (error) {
      return answerTo(error);
    }
  };
  return async (request: NextRequest, { params }: { params: Promise<P> }): Promise<Response> => {
    const { response, cookie } = await runHandler(() => answer(request, params));
    return withPrivateHeaders(response, { isForced: await writeHandlerCookie(cookie) });
  };
}

async function answerTo(error: unknown): Promise<Response> {
  const known = nextAnswer(error);
  if (known) return known;
  unstable_rethrow(error);
  // A missing sign-in is expected, so it isn't logged.
  if (!['not_authenticated', 'step_up_required'].includes(codeOf(error)))
    logEvent('request_failed', await getRequestId(), error);
  return jsonError(error);
}

/** Turns `redirect()` and `notFound()` into a response, because Next's own would lack cookies or `Cache-Control`. */
function nextAnswer(error: unknown): Response | undefined {
  const digest = error instanceof Error && 'digest' in error ? String(error.digest) : '';
  const redirect = /^NEXT_REDIRECT;(?:replace|push);(.*);(\d{3});$/s.exec(digest);
  if (redirect) {
    const [, location = '', status] = redirect;
    return new Response(null, { status: Number(status), headers: { Location: location } });
  }
  const status = /^NEXT_HTTP_ERROR_FALLBACK;(\d{3})$/.exec(digest)?.[1];
  return status === undefined ? undefined : new Response(null, { status: Number(status) });
}
