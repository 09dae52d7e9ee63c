import 'server-only';
import { AuthError } from '../errors';
import { getRequestPath } from '../http/request-path';
import { errorPagePath } from '../http/responses';
import { getCookies, isInRoute } from '../http/route-cookies';
import { logEvent } from '../log';
import { signInPath } from '../logto/sign-in-options';
import { readSession } from '../session/session-cookie';

/**
 * Ends this request: throws the error under `withUser`, which answers it in JSON; anywhere else, in a
 * page or an action, redirects the browser: to sign in, where nobody is signed in any more, else to the page that
 * says in words what went wrong.
 *
 * @param pagePath makes the path of a page that can say more than the error page
 */
export async function endRequest(
  error: unknown,
  pagePath?: (returnTo: string) => string | Promise<string>,
): Promise<never> {
  if (!(error instanceof AuthError) || isInRoute()) throw error;
  const { redirect } = await import('next/navigation');
  const returnTo = await getRequestPath();
  if (pagePath) return redirect(await pagePath(returnTo));
  if (error.code === 'not_authenticated' || error.code === 'session_ended')
    return redirect(signInPath({ returnTo }));
  const id = await getRequestId();
  logEvent('request_failed', id, error);
  return redirect(errorPagePath(error, returnTo, id));
}

/** The id of this request's lines in the log: its session's, where there is one. */
export async function getRequestId(): Promise<string> {
  const session = await readSession(await getCookies());
  return session?.id ?? crypto.randomUUID();
}
