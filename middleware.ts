import { NextResponse, type NextRequest } from 'next/server';
import { extraSources } from './app/content-security-policy';
import { protectedPaths } from './app/protected-paths';
import { requestMiddleware } from './app/request-middleware';
import { getConfig } from './lib/config';
import { changesSomething, isSameOrigin } from './lib/http/origin';
import { requestPathHeader, toReturnPath } from './lib/http/return-path';
import { emptyResponse, jsonResponse, redirectTo, transportSecurity } from './lib/http/response';
import { contentSecurityPolicy } from './lib/http/security-headers';
import { appPaths } from './lib/paths';
import { pathGuard } from './lib/protected-paths';
import { readSession } from './lib/session/session-cookie';

/** A constant of the build, not of the environment: `next.config.mjs` lists the files of `public/`, and metadata files. */
const publicFiles = process.env['PUBLIC_FILES']?.split('\n') ?? [];

const isProtected = pathGuard(protectedPaths, publicFiles);

/**
 * Runs before every page: redirects to sign in if the path is protected and there is no session, runs the owner's own
 * middleware, and sets the headers that differ by request. Next 16 prefers the name `proxy.ts` and says so at build and
 * start. Keep this one: updates of the template expect it.
 */
export async function middleware(request: NextRequest) {
  if (hasTooManyCookies(request)) return emptyResponse(431);

  const { pathname, search } = request.nextUrl;
  const path = pathname + search;
  // In a dynamic segment, Next answers malformed encoding with 500.
  if (!isWellEncoded(pathname)) return emptyResponse(400);
  if (isCrossOrigin(request)) {
    // A form of another site leads to the page, without what was posted: a provider may send people back in this way.
    const isForm = request.headers.get('sec-fetch-mode') === 'navigate';
    return isForm ? redirectTo(path) : jsonResponse({ error: 'cross_origin' }, 403);
  }
  if (await needsSignIn(request, pathname)) return toSignIn(request, path);

  const { headers } = request;
  const policy = contentSecurityPolicy(crypto.randomUUID(), getConfig(), extraSources);
  const forPage = { 'content-security-policy': policy, [requestPathHeader]: path };
  for (const [name, value] of Object.entries(forPage)) headers.set(name, value);
  const own = (await requestMiddleware(request)) ?? NextResponse.next();
  // A page can't set its own status.
  const isForbidden = pathname.replace(/\/$/, '') === appPaths.forbidden && own.status === 200;
  // A copy, because the owner may give the same object to several requests.
  const status = isForbidden ? 403 : own.status;
  const answer = new NextResponse(own.body, { status, headers: own.headers });
  const target = answer.headers.get('x-middleware-rewrite');
  if (target && (await needsSignIn(request, new URL(target, request.url).pathname)))
    return toSignIn(request, path);

  passOn(answer.headers, headers, forPage);
  answer.headers.set('Content-Security-Policy', policy);
  for (const [name, value] of Object.entries(transportSecurity())) answer.headers.set(name, value);
  return answer;
}

/**
 * Returns whether a request would change something, and no page of this app sent it. A request of another server, such as
 * a webhook, has no origin and no cookie.
 */
function isCrossOrigin(request: NextRequest): boolean {
  const { headers } = request;
  const isBrowser = ['origin', 'sec-fetch-site', 'cookie'].some((name) => headers.has(name));
  return changesSomething(request) && isBrowser && !isSameOrigin(request);
}

async function needsSignIn(request: NextRequest, pathname: string): Promise<boolean> {
  return isProtected(pathname) && !(await readSession(request.cookies));
}

function toSignIn(request: NextRequest, path: string): Response {
  const query = new URLSearchParams({ return_to: toReturnPath(path) });
  const signIn = `${appPaths.signIn}?${query.toString()}`;
  if (isDocument(request)) return redirectTo(signIn);
  // Next's router can't follow a redirect to Logto. After a 401 it loads the document instead; a server action follows
  // this header.
  return emptyResponse(401, { 'x-action-redirect': `${signIn};push` });
}

/**
 * Adds headers for the page to an answer that leads to one. These are the headers that `NextResponse.next({ request })`
 * itself makes; without a list, the page gets those of the request. Next reads the nonce for its scripts there.
 */
function passOn(answer: Headers, request: Headers, forPage: Record<string, string>): void {
  if (!answer.has('x-middleware-next') && !answer.has('x-middleware-rewrite')) return;
  const list = 'x-middleware-override-headers';
  const chosen = answer.get(list)?.split(',');
  for (const [name, value] of chosen ? [] : request)
    answer.set(`x-middleware-request-${name}`, value);
  for (const [name, value] of Object.entries(forPage))
    answer.set(`x-middleware-request-${name}`, value);
  const names = new Set([...(chosen ?? request.keys()), ...Object.keys(forPage)]);
  answer.set(list, [...names].join(','));
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
    // Route handlers below `/api` guard themselves. `next.config.mjs` lets no page be shown below `/_next/static`.
    '/((?!api/|_next/static/).*)',
    // All other paths with too many cookies, before Next parses them.
    { source: '/(.*)', has: [{ type: 'header', key: 'cookie', value: '(?:[^;]*;){200}.*' }] },
  ],
};
