import 'server-only';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import type { NextRequest } from 'next/server';
import { cache } from 'react';
import { AuthError } from './errors';
import { decodeIdToken, type IdTokenClaims, type UserInfo } from './logto/claims';
import { signInPath } from './logto/sign-in-options';
import { requestUserInfo } from './logto/userinfo';
import { requestPath } from './request-path';
import { errorPagePath, jsonError } from './responses';
import { readSession, type Session } from './session/session';

export { signInPath };
export type { IdTokenClaims, UserInfo };

/** Whether somebody is signed in: there is a session, and it hasn't ended. No network. */
export async function isAuthenticated(): Promise<boolean> {
  return (await currentSession()) !== null;
}

/**
 * The signed-in user, for pages and server actions that need one: without a session the browser is
 * sent to sign in, and comes back.
 */
export async function requireUser(): Promise<IdTokenClaims> {
  const session = await currentSession();
  if (!session) redirect(signInPath({ returnTo: await requestPath() }));
  return decodeIdToken(session.idToken);
}

/**
 * The claims of the ID token: what Logto said of the user at sign-in. No network.
 *
 * @throws {AuthError} `not_authenticated`; while a page renders, the browser is sent to sign in instead
 */
export async function getIdTokenClaims(): Promise<IdTokenClaims> {
  return decodeIdToken((await sessionOrLeave()).idToken);
}

/**
 * The user's current claims, from Logto's userinfo endpoint: one request, at most one for a page.
 *
 * @throws {AuthError} `not_authenticated`, `session_refused`, `provider_unreachable`, `invalid_response`;
 *   while a page renders, the browser is sent to the error page instead
 */
export const fetchUserInfo = cache(async (): Promise<UserInfo> => {
  const { idToken, accessToken } = await sessionOrLeave();
  try {
    return await requestUserInfo(accessToken.value, decodeIdToken(idToken).sub);
  } catch (error) {
    return leave(error);
  }
});

/** What a route handler gets to know about its user. */
interface UserContext {
  user: IdTokenClaims;
  /** The values of a dynamic route's segments. */
  params: Promise<Record<string, string | string[] | undefined>>;
}

type UserHandler<Context> = (
  request: NextRequest,
  context: Context,
) => Response | Promise<Response>;

type RouteHandler = (
  request: NextRequest,
  context: { params: Promise<Record<string, string | string[] | undefined>> },
) => Promise<Response>;

/**
 * Guards a route handler: without a session it answers 401 and `{ "error": "not_authenticated" }`;
 * an {@link AuthError} that the handler lets through becomes such an answer, too.
 *
 * @param options `fetchUserInfo`: ask Logto for the user's current claims before the handler runs
 */
export function withUser(
  handler: UserHandler<UserContext & { userInfo: UserInfo }>,
  options: { fetchUserInfo: true },
): RouteHandler;
export function withUser(handler: UserHandler<UserContext>): RouteHandler;
export function withUser(
  handler: UserHandler<UserContext & { userInfo: UserInfo }> | UserHandler<UserContext>,
  options?: { fetchUserInfo: true },
): RouteHandler {
  return async (request, { params }) => {
    try {
      const user = await getIdTokenClaims();
      return options
        ? await handler(request, { user, params, userInfo: await fetchUserInfo() })
        : await (handler as UserHandler<UserContext>)(request, { user, params });
    } catch (error) {
      return jsonError(error);
    }
  };
}

/** Opens the session once for each page, however many components ask. */
const currentSession = cache(async () => readSession(await cookies()));

async function sessionOrLeave(): Promise<Session> {
  return (await currentSession()) ?? leave(new AuthError('not_authenticated'));
}

/**
 * Gives up. While a page renders, the browser is sent on: to sign in, or to the error page. Anywhere
 * else the caller gets the error.
 */
async function leave(error: unknown): Promise<never> {
  if (!(error instanceof AuthError) || !isRendering()) throw error;
  const returnTo = await requestPath();
  redirect(
    error.code === 'not_authenticated'
      ? signInPath({ returnTo })
      : errorPagePath(error.code, returnTo),
  );
}

/** React remembers `cache` results while it renders server components, and nowhere else. */
const isRendering = () => renderProbe() === renderProbe();
const renderProbe = cache(() => ({}));
