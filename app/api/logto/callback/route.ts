import { cookies } from 'next/headers';
import type { NextRequest } from 'next/server';
import { isAuthenticated } from '@/lib/auth';
import { AuthError } from '@/lib/errors';
import { decodeIdToken } from '@/lib/logto/claims';
import { finishSignIn } from '@/lib/logto/sign-in';
import { redirectTo, redirectToErrorPage } from '@/lib/responses';
import { writeSession } from '@/lib/session/session';
import { takeTransaction } from '@/lib/session/transaction';

/**
 * Where Logto sends the browser back to: checks the answer, exchanges its code, seals the session.
 * A failure leads to the error page and leaves a session that is there as it was.
 */
export async function GET(request: NextRequest) {
  const answer = request.nextUrl.searchParams;
  const store = await cookies();
  const transaction = await takeTransaction(store, answer.get('state'));
  if (!transaction) {
    // Back or Reload after a sign-in that went well: the user simply goes on.
    if (await isAuthenticated()) return redirectTo('/');
    return redirectToErrorPage(new AuthError('sign_in_expired'), '/');
  }
  try {
    const tokens = await finishSignIn(answer, transaction);
    await writeSession(store, tokens, decodeIdToken(tokens.idToken).exp);
    return redirectTo(transaction.returnTo);
  } catch (error) {
    return redirectToErrorPage(error, transaction.returnTo);
  }
}
