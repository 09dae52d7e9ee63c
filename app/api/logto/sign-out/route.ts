import { cookies } from 'next/headers';
import type { NextRequest } from 'next/server';
import { AuthError } from '@/lib/errors';
import { endLogtoSession } from '@/lib/logto/sign-out';
import { isSameOrigin } from '@/lib/requests';
import { jsonResponse, redirectTo, redirectToErrorPage } from '@/lib/responses';
import { endSession } from '@/lib/session/latest-session';
import { clearSession, readSession } from '@/lib/session/session-cookie';

/** Signs out here and at Logto. The session here goes even when Logto can't be reached. */
export async function POST(request: NextRequest) {
  if (!isSameOrigin(request)) return jsonResponse({ error: 'cross_origin' }, 403);

  const store = await cookies();
  const session = await readSession(store);
  await clearSession(store);
  if (!session) return redirectTo('/');
  endSession(session);
  try {
    return redirectTo(await endLogtoSession(session.idToken, session.refreshToken));
  } catch (cause) {
    return redirectToErrorPage(new AuthError('signed_out_here_only', { cause }), '/');
  }
}

/** A link or a prefetch signs nobody out: it leads to the page with the button. */
export function GET() {
  return redirectTo('/sign-out');
}
