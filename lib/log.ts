import { $ZodError } from 'zod/v4/core';
import { AuthError } from './errors';
import { processWide } from './process/process-wide';

/** What can happen to a sign-in, a session or a request. `docs/deployment.md` says what each means. */
export const authEvents = [
  'sign_in_started',
  'sign_in_succeeded',
  'sign_in_failed',
  'step_up_failed',
  'session_refreshed',
  'refresh_failed',
  'claims_omitted',
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

/** One of {@link authEvents}. */
export type AuthEvent = (typeof authEvents)[number];

/** Errors that are in the log already, whatever becomes of them afterwards. */
const logged = processWide('logged errors', () => new WeakSet<Error>());

/**
 * Writes what happened as one line of JSON, for whoever runs the app. There are only names in it: no
 * token, code, secret, cookie or personal data.
 *
 * @param id the same for everything that descends from one sign-in; the error page shows it, too
 * @param error why it failed, if it did
 */
export function logEvent(event: AuthEvent, id: string, error?: unknown): void {
  const time = new Date().toISOString();
  if (error instanceof Error) logged.add(error);
  if (error === undefined) {
    console.info(JSON.stringify({ time, level: 'info', event, id }));
  } else if (error instanceof AuthError) {
    const { code, sizes } = error;
    const reasons = namesOf(error.cause);
    console.warn(JSON.stringify({ time, level: 'warn', event, id, code, reasons, ...sizes }));
  } else {
    // A defect. Its message may quote what it stumbled over; its name and place tell enough.
    const reasons = error instanceof Error ? [nameOf(error), ...namesOf(error)] : [];
    const at = error instanceof Error ? error.stack?.match(/^ +at .*$/gm)?.slice(0, 8) : undefined;
    const code = 'unexpected';
    console.error(JSON.stringify({ time, level: 'error', event, id, code, reasons, at }));
  }
}

/** Where an error arose that nothing in the app caught. */
interface Place {
  /** The route, as its folder is called: `/organizations/[id]`. Not the path, which may say who is meant. */
  routePath: string;
  routeType: string;
  method: string;
}

/**
 * Writes an error that nothing in the app caught: in the same way where it is one of ours, unless it is in the log
 * already; else by its name and where it arose. Next's own output has its stack.
 *
 * @param id as for {@link logEvent}
 */
export function logUncaught(error: unknown, id: string, place: Place): void {
  if (error instanceof Error && logged.has(error)) return;
  if (error instanceof AuthError) {
    logEvent('request_failed', id, error);
    return;
  }
  const time = new Date().toISOString();
  const name = error instanceof Error && isName(nameOf(error)) ? [nameOf(error)] : [];
  const { digest } = Object(error) as { digest?: unknown };
  const { routePath: route, routeType: kind, method } = place;
  console.error(
    JSON.stringify({
      ...{ time, level: 'error', event: 'unexpected_error' satisfies AuthEvent, id },
      ...{ code: 'unexpected', reasons: [...name, ...namesOf(error)], route, kind, method },
      // The page that Next shows instead has it, too.
      ...(isDigest(digest) && { digest }),
    }),
  );
}

/** Next makes a digest of digits; anything else was put there by whoever threw it. */
const isDigest = (digest: unknown) => /^\d{1,12}(@E\d{1,6})?$/.test(String(digest));

/** Letters, and digits in names that are all capitals: `ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION`. */
const isName = (value: string) => /^(?:[A-Za-z_]{1,48}|[A-Z][A-Z0-9_]{1,47})$/.test(value);

/** zod/mini calls its error `$ZodError`. */
const nameOf = (error: Error) => (error instanceof $ZodError ? 'ZodError' : error.name);

/** What the libraries, the network or Logto call each cause, down to the first: never free text. */
function namesOf(cause: unknown): string[] {
  if (!(cause instanceof Error)) return [];
  const { code, claim, error } = cause as Error & Record<string, unknown>;
  const fields = cause instanceof $ZodError ? cause.issues.map(({ path }) => path.join('.')) : [];
  const names = [code, claim, error, ...fields].filter(
    (value): value is string => typeof value === 'string' && isName(value),
  );
  return [...names, ...namesOf(cause.cause)];
}
