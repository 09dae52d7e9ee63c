import { AuthError } from '@/lib/errors';
import { logEvent } from '@/lib/log';
import { endLogtoSession } from '@/lib/logto/sign-out';
import { appPaths } from '@/lib/paths';
import { isSameOrigin } from '@/lib/http/requests';
import { jsonError, redirectTo, redirectToErrorPage } from '@/lib/http/responses';
import { withCookies } from '@/lib/http/route-cookies';
import { endSession } from '@/lib/session/revocations';
import { wholeIdToken } from '@/lib/session/session';
import { clearSession, readSession } from '@/lib/session/session-cookie';

/** Signs out here and at Logto. The session here goes even when Logto can't be reached. */
export const POST = withCookies(async (request, cookies) => {
  if (!isSameOrigin(request)) return jsonError(new AuthError('cross_origin'));

  const session = await readSession(cookies);
  clearSession(cookies);
  if (!session) return redirectTo('/');
  const { id, refreshToken } = session;
  logEvent('signed_out', id);
  try {
    await endSession(session, 'replaced');
  } catch (error) {
    // The cookie is gone all the same; copies of it will be worth nothing as soon as Redis can be told.
    logEvent('sign_out_failed', id, error);
  }
  try {
    return redirectTo(await endLogtoSession(wholeIdToken(session), refreshToken));
  } catch (cause) {
    const error = new AuthError('signed_out_here_only', { cause });
    return redirectToErrorPage('sign_out_failed', id, error, '/');
  }
});

/** A link or a prefetch signs nobody out: it leads to the page with the button. */
export function GET() {
  return redirectTo(appPaths.signOutPage);
}
