import { cookies } from 'next/headers';
import type { NextRequest } from 'next/server';
import { getConfig } from '@/lib/config';
import { isTransient } from '@/lib/current-session';
import { AuthError } from '@/lib/errors';
import { signInPath } from '@/lib/logto/sign-in-options';
import { keyOf, parseTokenTarget } from '@/lib/logto/token-target';
import { renew } from '@/lib/renewal';
import { isPrefetch } from '@/lib/requests';
import { emptyResponse, redirectTo, redirectToErrorPage } from '@/lib/responses';
import { toReturnPath } from '@/lib/return-path';
import { clearRefusals, noteRefusal } from '@/lib/session/refusals';
import { accessToken } from '@/lib/session/session';
import { readSession } from '@/lib/session/session-cookie';

/**
 * Gets what a server component is missing: it can't write the session's cookie, this route can. Then
 * back to the page. What can't be had is noted for a minute, so that no page comes here in circles.
 */
export async function GET(request: NextRequest) {
  if (isPrefetch(request)) return emptyResponse(204);

  const query = request.nextUrl.searchParams;
  const returnTo = toReturnPath(query.get('return_to'));
  const store = await cookies();
  const session = await readSession(store);
  if (!session) return redirectTo(signInPath({ returnTo }));
  try {
    const target = parseTokenTarget(query, getConfig().resources);
    const key = keyOf(target);
    try {
      const { stored } = await renew(store, session, key === '' ? 'claims' : target);
      // A token that isn't kept would be asked for again, and again.
      if (!accessToken(stored, key)) throw new AuthError('session_too_large');
      clearRefusals(store);
      return redirectTo(returnTo);
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      if (error.code === 'session_ended') return redirectTo(signInPath({ returnTo }));
      const claimsAtHand = key === '' || accessToken(session, key, 'valid') !== undefined;
      const isTold = error.code === 'access_denied' || error.code === 'invalid_target';
      if (!isTold && !(claimsAtHand && isTransient(error))) throw error;
      noteRefusal(store, key, error.code);
      return redirectTo(returnTo);
    }
  } catch (error) {
    return redirectToErrorPage(error, returnTo);
  }
}
