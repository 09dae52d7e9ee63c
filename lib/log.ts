import * as z from 'zod';
import { AuthError } from './errors';
import { processWide } from './process-wide';

/** The events of sign-ins, sessions and requests. `docs/deployment.md` explains each. */
export const authEvents = [
  'sign_in_started',
  'sign_in_succeeded',
  'sign_in_failed',
  'step_up_failed',
  'session_refreshed',
  'refresh_failed',
  'request_failed',
  'signed_out',
  'sign_out_failed',
  'sessions_revoked',
  'logout_token_refused',
  'webhook_received',
  'webhook_not_signed',
  'webhook_refused',
  'unexpected_error',
] as const;

export type AuthEvent = (typeof authEvents)[number];

/** Errors that have been logged, so that they are not logged again if nothing catches them. */
const logged = processWide('logged errors', () => new WeakSet<Error>());

/**
 * Writes an event as one line of JSON. It contains no token, code, secret, cookie or personal data.
 * @param id of the sign-in, and of the session that it started, or a new one; the error page shows it, too
 */
export function logEvent(event: AuthEvent, id: string, error?: unknown, fields = fieldsOf(error)) {
  if (error instanceof Error) logged.add(error);
  const level = error === undefined ? 'info' : error instanceof AuthError ? 'warn' : 'error';
  const time = new Date().toISOString();
  console[level](JSON.stringify({ time, level, event, id, ...fields }));
}

/**
 * Writes an error that nothing in the app caught, unless it has been logged. A defect is logged with its route's
 * folder, `/organizations/[id]`, because a path may contain personal data, and with the digest that Next shows.
 */
export function logUncaught(
  error: unknown,
  id: string,
  place: Record<'routePath' | 'routeType' | 'method', string>,
): void {
  if (error instanceof Error && logged.has(error)) return;
  if (error instanceof AuthError) {
    logEvent('request_failed', id, error);
    return;
  }
  const { routePath: route, routeType: kind, method } = place;
  const { digest } = Object(error) as { digest?: unknown };
  // Next's digests consist of digits; anything else was set by the code that threw the error.
  const isDigest = /^\d{1,12}(@E\d{1,6})?$/.test(String(digest));
  const where = { route, kind, method, ...(isDigest && { digest }) };
  // Next's own output has the stack.
  logEvent('unexpected_error', id, error ?? null, { ...fieldsOf(error), at: undefined, ...where });
}

/** Returns an error's stable code, and the names in it. A defect's message is left out, because it may quote data. */
function fieldsOf(error: unknown): object {
  if (error === undefined) return {};
  if (error instanceof AuthError) {
    const { code, cause, sizes } = error;
    const at = code === 'sign_in_hook_failed' && { at: placeOf(cause) };
    return { code, reasons: reasonsOf(cause), ...sizes, ...at };
  }
  const name = error instanceof Error ? [error.name].filter(isName) : [];
  return { code: 'unexpected', reasons: [...name, ...reasonsOf(error)], at: placeOf(error) };
}

/** Returns the lines of the stack that say where an error was thrown. */
const placeOf = (error: unknown) =>
  error instanceof Error ? error.stack?.match(/^ +at .*$/gm)?.slice(0, 8) : undefined;

/** Returns whether a value is letters, or has digits and is all capitals: `ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION`. */
const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^(?:[A-Za-z_]{1,48}|[A-Z][A-Z0-9_]{1,47})$/.test(value);

/** Returns the codes that the libraries, the network or Logto gave each cause, and the names of malformed fields. */
function reasonsOf(cause: unknown): string[] {
  if (!(cause instanceof Error)) return [];
  const { code, claim, error } = cause as Error & Record<string, unknown>;
  const fields =
    cause instanceof z.core.$ZodError ? cause.issues.map(({ path }) => path.join('.')) : [];
  return [...[code, claim, error, ...fields].filter(isName), ...reasonsOf(cause.cause)];
}
