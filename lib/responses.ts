import 'server-only';
import { getConfig } from './config';
import { AuthError, type AuthErrorCode } from './errors';

/** What depends on a cookie must not be stored by anybody between us and the browser. */
const uncached = { 'Cache-Control': 'private, no-store', Vary: 'Cookie' };

/**
 * Sends the browser on, by GET (303).
 *
 * @param location a path of this app, or an address at Logto
 */
export function redirectTo(location: string | URL): Response {
  const target = typeof location === 'string' ? getConfig().baseUrl + location : location.href;
  return new Response(null, { status: 303, headers: { ...uncached, Location: target } });
}

/** An answer without content. */
export function emptyResponse(status: number): Response {
  return new Response(null, { status, headers: uncached });
}

/** An answer for scripts. */
export function jsonResponse(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: uncached });
}

/** The path of the page that says in words what went wrong, and how to go on. */
export function errorPagePath(code: AuthErrorCode, returnTo: string): string {
  return `/auth-error?${new URLSearchParams({ code, return_to: returnTo }).toString()}`;
}

/** Sends the browser to the error page. What isn't an {@link AuthError} is a defect, and logged as one. */
export function redirectToErrorPage(error: unknown, returnTo: string): Response {
  return redirectTo(errorPagePath(codeOf(error), returnTo));
}

/** Tells a script what went wrong: `{ "error": <code> }`. */
export function jsonError(error: unknown): Response {
  const code = codeOf(error);
  const response = jsonResponse({ error: code }, statusByCode[code] ?? 502);
  if (response.status === 503) response.headers.set('Retry-After', '5');
  return response;
}

const statusByCode: Partial<Record<AuthErrorCode, number>> = {
  not_authenticated: 401,
  session_refused: 401,
  session_ended: 401,
  access_denied: 403,
  forbidden: 403,
  unavailable: 503,
  provider_unreachable: 503,
  unexpected: 500,
};

function codeOf(error: unknown): AuthErrorCode {
  if (error instanceof AuthError) return error.code;
  console.error(error);
  return 'unexpected';
}
