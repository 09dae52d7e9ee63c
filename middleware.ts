import { NextResponse, type NextRequest } from 'next/server';
import { getConfig } from './lib/config';
import { changesSomething, isSameOrigin } from './lib/http/origin';
import { requestPathHeader, toReturnPath } from './lib/http/return-path';
import {
  emptyResponse,
  jsonResponse,
  redirectTo,
  strictTransportSecurity,
} from './lib/http/response';
import { contentSecurityPolicy } from './lib/http/security-headers';
import { appPaths } from './lib/paths';
import { isProtected } from './lib/protected-paths';
import { readSession } from './lib/session/session-cookie';

/**
 * Runs before every page: redirects to sign in if the path is protected and there is no session, and sets the headers that
 * differ by request. Next 16 prefers the name `proxy.ts` and says so at build and start. To rename the file, rename the
 * function to `proxy`, and remove `runtime` from the `config`.
 */
export async function middleware(request: NextRequest) {
  if (hasTooManyCookies(request)) return emptyResponse(431);

  const { pathname, search } = request.nextUrl;
  const path = pathname + search;
  // In a dynamic segment, Next answers malformed encoding with 500.
  if (!isWellEncoded(pathname)) return emptyResponse(400);
  // For a server action. Next also compares `Origin`, but allows requests without one.
  if (changesSomething(request) && !isSameOrigin(request))
    return jsonResponse({ error: 'cross_origin' }, 403);

  if (isProtected(pathname) && !(await readSession(request.cookies))) {
    const query = new URLSearchParams({ return_to: toReturnPath(path) });
    const signIn = `${appPaths.signIn}?${query.toString()}`;
    if (isDocument(request)) return redirectTo(signIn);
    // Next's router can't follow a redirect to Logto. After a 401 it loads the document instead; a server action follows
    // this header.
    return emptyResponse(401, { 'x-action-redirect': `${signIn};push` });
  }

  const { headers } = request;
  const policy = contentSecurityPolicy(crypto.randomUUID(), getConfig());
  headers.set('Content-Security-Policy', policy); // Next reads the nonce for its scripts from here
  headers.set(requestPathHeader, path);
  // A page can't set its own status.
  const status = pathname === appPaths.forbidden ? 403 : 200;
  const response = NextResponse.next({ request: { headers }, status });
  response.headers.set('Content-Security-Policy', policy);
  if (getConfig().secure)
    response.headers.set('Strict-Transport-Security', strictTransportSecurity);
  return response;
}

/** Returns whether there are more cookies than browsers keep for a site: Next would take seconds to read them. */
function hasTooManyCookies(request: NextRequest): boolean {
  return /^(?:[^;]*;){200}/.test(request.headers.get('cookie') ?? '');
}

function isWellEncoded(pathname: string): boolean {
  try {
    return decodeURIComponent(pathname) !== '';
  } catch {
    return false;
  }
}

/** Returns whether a browser navigates here, by its own headers: Next hides its router's from the middleware. */
function isDocument(request: NextRequest): boolean {
  const mode = request.headers.get('sec-fetch-mode');
  return (
    mode === null || mode === 'navigate' || !!request.headers.get('accept')?.includes('text/html')
  );
}

export const config = {
  runtime: 'nodejs',
  matcher: [
    // Pages only: route handlers guard themselves, and files need no session.
    '/((?!api/|_next/static/|_next/image/|icon$|opengraph-image$|robots\\.txt$).*)',
    // All other paths with too many cookies, before Next parses them.
    { source: '/(.*)', has: [{ type: 'header', key: 'cookie', value: '(?:[^;]*;){200}.*' }] },
  ],
};
