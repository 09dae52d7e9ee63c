import 'server-only';
import { AuthError, codeOf, type AuthErrorCode } from '../errors';
import { logEvent, type AuthEvent } from '../log';
import { appPaths } from '../paths';
import { jsonResponse, redirectTo } from './response';

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
  not_found: 404,
  already_exists: 409,
  unavailable: 503,
  provider_unreachable: 503,
  session_too_large: 507, // RFC 4918, section 11.5; 502 would mean that Logto failed
  unexpected: 500,
};

/** Returns an error for scripts: `{ "error": <code> }`, and the fields in `error.answer`. */
export function jsonError(error: unknown): Response {
  const code = codeOf(error);
  const answer = error instanceof AuthError && error.answer;
  const response = jsonResponse({ error: code, ...answer }, statusByCode[code] ?? 502);
  if (response.status === 503) response.headers.set('Retry-After', '5');
  return response;
}

/** Returns the path of the error page. The log's lines about the error have the same id. */
export function errorPagePath(error: unknown, returnTo: string, id: string): string {
  const query = { code: codeOf(error), return_to: returnTo, reference: id };
  return `${appPaths.authError}?${new URLSearchParams(query).toString()}`;
}

/** Logs an error, and redirects the browser to the error page. */
export function redirectToErrorPage(
  event: AuthEvent,
  id: string,
  error: unknown,
  returnTo: string,
): Response {
  logEvent(event, id, error);
  return redirectTo(errorPagePath(error, returnTo, id));
}
