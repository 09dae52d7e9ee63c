import 'server-only';
import { getConfig } from '../config';
import { isLoopback } from '../environment-schema';

/** The header by which browsers use https for two years (RFC 6797): not on localhost, whose other ports may use http. */
export function transportSecurity(): Record<string, string> {
  const { secure, baseUrl } = getConfig();
  const isPublic = secure && !isLoopback(new URL(baseUrl).hostname);
  return isPublic ? { 'Strict-Transport-Security': 'max-age=63072000' } : {};
}

/** The headers of answers that depend on a cookie: no cache between server and browser may store them. */
const privateHeaders = (): Record<string, string> => ({
  'Cache-Control': 'private, no-store',
  Vary: 'Cookie',
  ...transportSecurity(),
});

/** Redirects the browser, by GET, to a path of this app or to an address at Logto. */
export function redirectTo(location: string | URL): Response {
  const target = typeof location === 'string' ? getConfig().baseUrl + location : location.href;
  return emptyResponse(303, { Location: target });
}

export function emptyResponse(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { ...privateHeaders(), ...headers } });
}

export function jsonResponse(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: privateHeaders() });
}

/**
 * Returns a copy of a handler's response with the headers above, except for those that it already has. A copy, because
 * the handler may give the same object to several requests. If forced, no cache may store it, whatever the handler
 * says.
 */
export function withPrivateHeaders(response: Response, options: { isForced: boolean }): Response {
  const headers = new Headers(response.headers);
  for (const name of [...headers.keys()])
    if (options.isForced && /(^|-)(cache|surrogate)-control$|^expires$/.test(name))
      headers.delete(name);
  for (const [name, value] of Object.entries(privateHeaders()))
    if (!headers.has(name)) headers.set(name, value);
  if (!/\*|\bcookie\b/i.test(headers.get('Vary') ?? '')) headers.append('Vary', 'Cookie');
  const { body, status, statusText } = response;
  return new Response(body, { status, statusText, headers });
}
