import 'server-only';
import { getConfig } from '../config';
import { AuthError, codeOf, type AuthErrorCode } from '../errors';
import { logEvent, type AuthEvent } from '../log';
import { appPaths } from '../paths';
import { strictTransportSecurity } from './security-headers';

/** What depends on a cookie must not be stored by anybody between us and the browser. */
const privateHeaders = (): Record<string, string> => ({
  'Cache-Control': 'private, no-store',
  Vary: 'Cookie',
  ...(getConfig().secure && { 'Strict-Transport-Security': strictTransportSecurity }),
});

/**
 * Sends the browser on, by GET (303).
 *
 * @param location a path of this app, or an address at Logto
 */
export function redirectTo(location: string | URL): Response {
  const target = typeof location === 'string' ? getConfig().baseUrl + location : location.href;
  return new Response(null, { status: 303, headers: { ...privateHeaders(), Location: target } });
}

/** An answer without content. */
export function emptyResponse(status: number): Response {
  return new Response(null, { status, headers: privateHeaders() });
}

/** An answer for scripts. */
export function jsonResponse(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: privateHeaders() });
}

/**
 * The path of the page that says in words what went wrong, and how to go on.
 *
 * @param id of the log's lines about it
 */
export function errorPagePath(error: unknown, returnTo: string, id: string): string {
  const query = { code: codeOf(error), return_to: returnTo, reference: id };
  return `${appPaths.authError}?${new URLSearchParams(query).toString()}`;
}

/** Logs what went wrong, and sends the browser to the page that says it in words. */
export function redirectToErrorPage(
  event: AuthEvent,
  id: string,
  error: unknown,
  returnTo: string,
): Response {
  logEvent(event, id, error);
  return redirectTo(errorPagePath(error, returnTo, id));
}

/**
 * The same answer, for this browser alone: with the headers above, but for those that it has already. Where it
 * comes from `fetch`, its headers can't be changed, and it is copied.
 */
export function withPrivateHeaders(response: Response): Response {
  try {
    addPrivateHeaders(response.headers);
    return response;
  } catch {
    const { status, statusText } = response;
    const headers = new Headers(response.headers);
    addPrivateHeaders(headers);
    return new Response(response.body, { status, statusText, headers });
  }
}

function addPrivateHeaders(headers: Headers): void {
  for (const [name, value] of Object.entries(privateHeaders()))
    if (!headers.has(name)) headers.set(name, value);
  if (!/\*|\bcookie\b/i.test(headers.get('Vary') ?? '')) headers.append('Vary', 'Cookie');
}

/** Tells a script what went wrong: `{ "error": <code> }`, and what else the error has for it. */
export function jsonError(error: unknown): Response {
  const code = codeOf(error);
  const answer = error instanceof AuthError ? error.answer : {};
  const response = jsonResponse({ error: code, ...answer }, statusByCode[code] ?? 502);
  if (response.status === 503) response.headers.set('Retry-After', '5');
  return response;
}

const statusByCode: Partial<Record<AuthErrorCode, number>> = {
  invalid_request: 400,
  not_authenticated: 401,
  step_up_required: 401,
  session_refused: 401,
  session_ended: 401,
  session_replaced: 401,
  access_denied: 403,
  forbidden: 403,
  cross_origin: 403,
  unavailable: 503,
  provider_unreachable: 503,
  session_too_large: 507, // RFC 4918, 11.5: a 502 would blame Logto, and proxies put pages of their own in its place
  unexpected: 500,
};
