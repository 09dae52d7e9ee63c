import 'server-only';
import type { NextRequest } from 'next/server';
import { AuthError } from '../errors';
import { changesSomething, isSameOrigin } from '../http/requests';
import { jsonError, withPrivateHeaders } from '../http/responses';
import { withCookies } from '../http/route-cookies';
import { logEvent } from '../log';
import type { IdTokenClaims, UserInfo } from '../logto/claims';
import { getRequestId } from './end-request';
import { requireUser } from './require-user';
import type { Requirement } from './requirement';
import { fetchUserInfo } from './user-info';

/** The values of a dynamic route's segments. */
type Params = Record<string, string | string[] | undefined>;

/** What a route handler gets to know about its user. */
interface UserContext<P> {
  user: IdTokenClaims;
  params: Promise<P>;
}

type UserHandler<Context> = (
  request: NextRequest,
  context: Context,
) => Response | Promise<Response>;

type RouteHandler<P> = (request: NextRequest, context: { params: Promise<P> }) => Promise<Response>;

interface Options<P> {
  /** Ask Logto for the user's current claims before the handler runs. */
  fetchUserInfo?: boolean;
  /** Whom the route is for, besides being signed in; it may depend on the values of the route's segments. */
  require?: Requirement | ((params: P) => Requirement);
}

/**
 * Guards a route handler, and answers in JSON whatever keeps it from being done: 401
 * `{ "error": "not_authenticated" }` without a session, 403 `{ "error": "forbidden" }` for a user who lacks a
 * right, 401 `{ "error": "step_up_required", "sign_in": <path> }` for one who has to sign in anew or more strongly,
 * 403 `{ "error": "cross_origin" }` for a request that changes something and wasn't sent by a page of this
 * app. An {@link AuthError} that the handler throws, be it by `requireUser`, becomes such an answer, too.
 *
 * Whatever the handler answers is for this browser alone, unless it has a `Cache-Control` of its own.
 */
export function withUser<P extends Params = Params>(
  handler: UserHandler<UserContext<P> & { userInfo: UserInfo }>,
  options: Options<P> & { fetchUserInfo: true },
): RouteHandler<P>;
export function withUser<P extends Params = Params>(
  handler: UserHandler<UserContext<P>>,
  options?: Options<P>,
): RouteHandler<P>;
export function withUser<P extends Params>(
  handler: UserHandler<UserContext<P> & { userInfo: UserInfo }> | UserHandler<UserContext<P>>,
  options: Options<P> = {},
): RouteHandler<P> {
  const requirementFor = async (params: Promise<P>) =>
    typeof options.require === 'function' ? options.require(await params) : options.require;
  return withCookies(async (request, _cookies, { params }: { params: Promise<P> }) => {
    try {
      if (changesSomething(request) && !isSameOrigin(request)) throw new AuthError('cross_origin');
      const user = await requireUser(await requirementFor(params));
      const response = options.fetchUserInfo
        ? await handler(request, { user, params, userInfo: await fetchUserInfo() })
        : await (handler as UserHandler<UserContext<P>>)(request, { user, params });
      return withPrivateHeaders(response);
    } catch (error) {
      if (!(error instanceof AuthError)) await rethrowForNext(error);
      if (!mayComeBack(error)) logEvent('request_failed', await getRequestId(), error);
      return jsonError(error);
    }
  });
}

/** `redirect()` and `notFound()` of the handler are Next's to answer. */
async function rethrowForNext(error: unknown): Promise<void> {
  const { unstable_rethrow } = await import('next/navigation');
  unstable_rethrow(error);
}

/** Whether a sign-in is all that is missing: nothing that the log should tell of. */
const mayComeBack = (error: unknown) =>
  error instanceof AuthError && ['not_authenticated', 'step_up_required'].includes(error.code);
