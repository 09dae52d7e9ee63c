import { NextResponse, type NextRequest } from 'next/server';
import { getConfig } from './lib/config';
import { AuthError } from './lib/errors';
import {
  changesSomething,
  hasTooManyCookies,
  isSameOrigin,
  requestPathHeader,
} from './lib/http/requests';
import { signInPath } from './lib/logto/sign-in-options';
import { appPaths } from './lib/paths';
import { isProtected } from './lib/protected-paths';
import { emptyResponse, jsonError, redirectTo } from './lib/http/responses';
import { contentSecurityPolicy, strictTransportSecurity } from './lib/http/security-headers';
import { toReturnPath } from './lib/http/return-path';
import { readSession } from './lib/session/session-cookie';

/**
 * Runs before every page: asks for a session where the path is protected, and sets the headers that differ by
 * request. Next 16 would have it called `proxy.ts` and says so at build and start. It stays:
 * to rename it, rename the function to `proxy`, too, and take `runtime` out of the `config`, which a proxy
 * may not set.
 */
export async function middleware(request: NextRequest) {
  if (hasTooManyCookies(request)) return emptyResponse(431);

  const { pathname, search } = request.nextUrl;
  const path = pathname + search;
  // Where a dynamic segment is to be filled in, Next would answer malformed encoding with 500.
  if (!isWellEncoded(pathname)) return emptyResponse(400);
  // A server action. Next compares `Origin` with the host, but lets requests without one through.
  if (changesSomething(request) && !isSameOrigin(request))
    return jsonError(new AuthError('cross_origin'));

  const { headers } = request;
  const nonce = crypto.randomUUID();
  const policy = contentSecurityPolicy(nonce, getConfig());
  headers.set('Content-Security-Policy', policy); // Next reads the nonce for its scripts from here
  headers.set(requestPathHeader, path);
  // A page can't choose its status; a rewrite can, also one to the same path.
  const response =
    pathname === appPaths.forbidden
      ? NextResponse.rewrite(request.nextUrl, { request: { headers }, status: 403 })
      : NextResponse.next({ request: { headers } });

  if (isProtected(pathname) && !(await readSession(request.cookies))) {
    // Next's router could not follow a redirect to Logto; after a 401 it loads the document instead.
    if (!isDocument(request)) return emptyResponse(401);
    return redirectTo(signInPath({ returnTo: toReturnPath(path) }));
  }

  response.headers.set('Content-Security-Policy', policy);
  if (getConfig().secure)
    response.headers.set('Strict-Transport-Security', strictTransportSecurity);
  return response;
}

function isWellEncoded(pathname: string): boolean {
  try {
    return decodeURIComponent(pathname) !== '';
  } catch {
    return false;
  }
}

/** Whether a browser navigates here. Next keeps its router's own headers from the middleware, so others have to tell. */
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
    // And every request that `hasTooManyCookies`: it is refused before Next reads them.
    { source: '/(.*)', has: [{ type: 'header', key: 'cookie', value: '(?:[^;]*;){200}.*' }] },
  ],
};
