import { cookies } from 'next/headers';
import { AuthError } from '@/lib/errors';
import { errorPagePath, jsonError } from '@/lib/http/error-response';
import { isSameOrigin } from '@/lib/http/origin';
import { jsonResponse, redirectTo } from '@/lib/http/response';
import { getConfig } from '@/lib/config';
import { logEvent } from '@/lib/log';
import { endLogtoSession } from '@/lib/logto/sign-out';
import { appPaths } from '@/lib/paths';
import { getStore } from '@/lib/session/store';
import { clearSession, readSession } from '@/lib/session/session-cookie';

/** Signs out here and at Logto. The session here ends even if Logto can't be reached. */
export async function POST(request: Request) {
  if (!isSameOrigin(request)) return jsonError(new AuthError('cross_origin'));
  const location = await signOut();
  // `fetch` can't follow a redirect to Logto.
  if (!request.headers.get('accept')?.includes('application/json')) return redirectTo(location);
  return jsonResponse({ redirect_to: new URL(location, getConfig().baseUrl).href });
}

/** Returns where the browser must go next. */
async function signOut(): Promise<string | URL> {
  const jar = await cookies();
  const session = await readSession(jar);
  clearSession(jar);
  if (!session) return '/';
  const { id } = session;
  logEvent('signed_out', id);
  const store = getStore();
  // The newest refresh token is revoked, also if this browser doesn't have it yet.
  const status = await store.read(session).catch(() => undefined);
  await store.end(session, 'replaced').catch((error: unknown) => {
    logEvent('sign_out_failed', id, error); // the cookie is removed, and the refresh token is revoked below
  });
  try {
    return await endLogtoSession((status?.newest ?? session).refreshToken);
  } catch (cause) {
    const error = new AuthError('signed_out_here_only', { cause });
    logEvent('sign_out_failed', id, error);
    return errorPagePath(error, '/', id);
  }
}

/** A link or a prefetch signs nobody out: it leads to the page with the button. */
export function GET() {
  return redirectTo(appPaths.signOutPage);
}
