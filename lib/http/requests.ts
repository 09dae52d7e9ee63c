import 'server-only';
import { getConfig } from '../config';

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

/** Whether a request may change something: by its method, it isn't one that only reads (RFC 9110, 9.2.1). */
export function changesSomething(request: Request): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
}

/**
 * Whether a page of the app itself sent this request. A request that names no origin, nor says in
 * another way where it comes from, isn't trusted.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function isSameOrigin(request: Request): boolean {
  const origin = request.headers.get('origin');
  if (origin !== null) return origin === getConfig().baseUrl;
  return request.headers.get('sec-fetch-site') === 'same-origin';
}
