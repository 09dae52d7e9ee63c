import { isAuthenticated } from '@/lib/auth';
import { AuthError } from '@/lib/errors';
import { logEvent } from '@/lib/log';
import { meetsAnyAcr } from '@/lib/logto/authentication';
import { emptyResponse, redirectTo, redirectToErrorPage } from '@/lib/http/responses';
import { withCookies } from '@/lib/http/route-cookies';
import { takeTransaction } from '@/lib/session/transaction';
import { completeSignIn } from '@/lib/user/complete-sign-in';

/**
 * Finishes a sign-in when Logto sends the browser back: checks the answer, exchanges its code, seals the session.
 * A failure leads to the error page and leaves a session that is there as it was.
 */
export const GET = withCookies(async (request, cookies) => {
  const answer = request.nextUrl.searchParams;
  const transaction = await takeTransaction(cookies, answer.get('state'));
  if (!transaction) {
    // Back or Reload after a sign-in that went well: the user simply goes on.
    if (await isAuthenticated()) return redirectTo('/');
    const error = new AuthError('sign_in_expired');
    return redirectToErrorPage('sign_in_failed', crypto.randomUUID(), error, '/');
  }
  const { id, returnTo } = transaction;
  try {
    const session = await completeSignIn(cookies, answer, transaction);
    logEvent('sign_in_succeeded', id);
    // The user is signed in all the same. The page that asked for this level would ask for it again.
    if (!meetsAnyAcr(session.authentication, transaction.acrValues)) {
      const error = new AuthError('step_up_unmet');
      return redirectToErrorPage('step_up_failed', id, error, returnTo);
    }
    return redirectTo(returnTo);
  } catch (error) {
    return redirectToErrorPage('sign_in_failed', id, error, returnTo);
  }
});

/** Next would answer HEAD by running GET. */
export function HEAD() {
  return emptyResponse(204);
}
