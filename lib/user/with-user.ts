import 'server-only';
import { unstable_rethrow } from 'next/navigation';
import type { NextRequest } from 'next/server';
import { claimsOf } from './claims-of';
import { answersInJson, requestId, upToDateSession } from './current-session';
import { AuthError } from '../errors';
import { logEvent } from '../log';
import type { IdTokenClaims, UserInfo } from '../logto/claims';
import { missingIn } from './requirement';
import { jsonError } from '../http/responses';
import { fetchUserInfo } from './user-info';

type Params = Promise<Record<string, string | string[] | undefined>>;

/** What a route handler gets to know about its user. */
interface UserContext {
  user: IdTokenClaims;
  /** The values of a dynamic route's segments. */
  params: Params;
}

type UserHandler<Context> = (
  request: NextRequest,
  context: Context,
) => Response | Promise<Response>;

type RouteHandler = (request: NextRequest, context: { params: Params }) => Promise<Response>;

interface Options {
  /** A role that the user must have; others get 403 and `{ "error": "forbidden" }`. */
  role?: string;
}

/**
 * Guards a route handler: without a session it answers 401 and `{ "error": "not_authenticated" }`;
 * an {@link AuthError} that the handler lets through becomes such an answer, too.
 *
 * @param options `fetchUserInfo`: ask Logto for the user's current claims before the handler runs
 */
export function withUser(
  handler: UserHandler<UserContext & { userInfo: UserInfo }>,
  options: Options & { fetchUserInfo: true },
): RouteHandler;
export function withUser(
  handler: UserHandler<UserContext>,
  options?: Options & { fetchUserInfo?: boolean },
): RouteHandler;
export function withUser(
  handler: UserHandler<UserContext & { userInfo: UserInfo }> | UserHandler<UserContext>,
  options: Options & { fetchUserInfo?: boolean } = {},
): RouteHandler {
  const { fetchUserInfo: withUserInfo, ...requirement } = options;
  return (request, { params }) =>
    answersInJson.run(true, async () => {
      try {
        const user = claimsOf(await upToDateSession());
        if (missingIn(user, requirement)) throw new AuthError('forbidden');
        return withUserInfo
          ? await handler(request, { user, params, userInfo: await fetchUserInfo() })
          : await (handler as UserHandler<UserContext>)(request, { user, params });
      } catch (error) {
        unstable_rethrow(error); // `redirect()` and `notFound()` of the handler are Next's to answer
        const isVisitor = error instanceof AuthError && error.code === 'not_authenticated';
        if (!isVisitor) logEvent('request_failed', await requestId(), error);
        return jsonError(error);
      }
    });
}
