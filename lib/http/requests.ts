import 'server-only';
import { getConfig } from '../config';

/** The middleware hands the path on in this header, because a server component can't see it; it always sets it itself. */
export const requestPathHeader = 'x-request-path';

/**
 * Whether a page asked for this only in case the user might want it. Starting a sign-in for each of
 * these would pile up cookies.
 *
 * @see https://wicg.github.io/nav-speculation/prefetch.html#sec-purpose-header
 */
export function isPrefetch(request: Request): boolean {
  const { headers } = request;
  return (
    headers.has('next-router-prefetch') ||
    headers.has('next-router-segment-prefetch') ||
    ['purpose', 'sec-purpose', 'x-moz'].some((name) => headers.get(name)?.includes('prefetch'))
  );
}

/** Whether Next's router asked, by `fetch`: it could not follow a redirect to Logto. */
export function isRouterFetch(request: Request): boolean {
  return request.headers.has('rsc');
}

/**
 * Whether a browser asks for a page to show, and not for a frame, an image, or something for a script. A client
 * without this header, which every browser of today sends, counts as asking for a page.
 *
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-dest-header
 */
export function asksForDocument(request: Request): boolean {
  return (request.headers.get('sec-fetch-dest') ?? 'document') === 'document';
}

/**
 * Whether the browser came by another address of the app than `BASE_URL`, where Logto leads back to: a cookie that is
 * set here would be missing there. Behind a proxy that writes a `Host` of its own it looks so, too.
 */
export function mayBeElsewhere(request: Request): boolean {
  const { baseUrl, secure } = getConfig();
  return secure && request.headers.get('host') !== new URL(baseUrl).host;
}

/** More cookies than browsers keep for a site: Firefox 150, Chrome 180. */
const tooManyCookies = /^(?:[^;]*;){200}/;

/**
 * Whether a request has so many cookies that Next would be busy with them for seconds: it reads those of a
 * route handler's request in quadratic time.
 */
export function hasTooManyCookies(request: Request): boolean {
  return tooManyCookies.test(request.headers.get('cookie') ?? '');
}

/** Whether a request may change something: by its method, it isn't one that only reads (RFC 9110, 9.2.1). */
export function changesSomething(request: Request): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
}

/**
 * Whether a page of the app itself sent this request. A request that names no origin, nor says in
 * another way where it comes from, isn't trusted.
 *
 * Besides `BASE_URL`, the address that the request itself went to counts as the app's own, because a platform
 * may serve the app under several domains. A page of another site can't make the browser name that one: `Origin`
 * and `Host` are the browser's to write, and the cookies that come along are this host's. It must be on https,
 * where nobody on the way can put a page there; and what a proxy adds (`X-Forwarded-Host`) says nothing, because
 * anybody can send that.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function isSameOrigin(request: Request): boolean {
  const { headers } = request;
  const { baseUrl, secure } = getConfig();
  const origin = headers.get('origin');
  if (origin === null) return headers.get('sec-fetch-site') === 'same-origin';
  return origin === baseUrl || (secure && origin === `https://${headers.get('host') ?? ''}`);
}
