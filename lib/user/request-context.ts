import 'server-only';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { AsyncLocalStorage } from 'node:async_hooks';
import { cache } from 'react';
import { AuthError } from '../errors';
import { errorPagePath } from '../http/error-response';
import { requestPathHeader, toReturnPath } from '../http/return-path';
import { logEvent } from '../log';
import type { UserInfo } from '../logto/claims';
import { signInPath } from '../logto/sign-in-path';
import type { Session } from '../session/session';
import { readSession } from '../session/session-cookie';
import type { CurrentSession } from './current-session';

/** Data that the page that is being rendered has loaded so far. */
interface PageContext {
  current?: Promise<CurrentSession | null>;
  userInfo?: Promise<UserInfo>;
  readonly tokenKeys: Set<string>; // of the access tokens that the page has asked for
}

const createPageContext = cache((): PageContext => ({ tokenKeys: new Set() }));

/** Returns the context of the page that is being rendered; `undefined` in route handlers and actions. */
export function getPageContext(): PageContext | undefined {
  // `cache` returns the same object twice only while React renders.
  const context = createPageContext();
  return context === createPageContext() ? context : undefined;
}

/** The request that a handler under `withUser` answers. */
interface HandlerContext {
  current?: Promise<CurrentSession | null> | undefined;
  /** The session whose cookie is to be in the answer; `null` if the cookie was removed. */
  cookie?: Session | null;
  isAnswered?: true; // no cookie reaches the browser any more
}

const handlers = new AsyncLocalStorage<HandlerContext>();

/** Returns the context of the handler that runs; `undefined` in pages, actions, and handlers without `withUser`. */
export const getHandlerContext = () => handlers.getStore();

export async function runHandler(answer: () => Promise<Response>) {
  const context: HandlerContext = {};
  const response = await handlers.run(context, answer);
  context.isAnswered = true;
  return { response, cookie: context.cookie };
}

/** Returns path and query of this page, or of the action's page. */
export async function getRequestPath(): Promise<string> {
  return toReturnPath((await headers()).get(requestPathHeader));
}

/** Returns the id of this request in the log: its session's if there is one. */
export async function getRequestId(): Promise<string> {
  return (await readSession(await cookies()))?.id ?? crypto.randomUUID();
}

/**
 * Ends this request with an error. Under `withUser` it is thrown, and answered in JSON. In a page or an action the browser is
 * redirected: to sign in if there is no session, else to the error page, or to the page that `pagePath` returns.
 */
export async function endRequest(
  error: unknown,
  pagePath?: (returnTo: string) => string,
): Promise<never> {
  if (!(error instanceof AuthError) || getHandlerContext()) throw error;
  const returnTo = await getRequestPath();
  if (pagePath) return redirect(pagePath(returnTo));
  if (error.code === 'not_authenticated' || error.code === 'session_ended')
    return redirect(signInPath({ returnTo }));
  const id = await getRequestId();
  logEvent('request_failed', id, error);
  return redirect(errorPagePath(error, returnTo, id));
}
