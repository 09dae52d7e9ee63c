import 'server-only';
import { parseCookie } from 'cookie';
import type { Instrumentation } from 'next';
import { logUncaught } from '../log';
import { readSession } from '../session/session-cookie';

/** Next's error for a header that its own router never sends: a client's mistake, no defect of the app. */
const malformedHeader = 'The router state header was sent but could not be parsed.';

/** Logs an error that nothing in the app caught, under the id of the session whose request it was. */
export const logRequestError: Instrumentation.onRequestError = async (
  error,
  { method, headers },
  { routePath, routeType },
) => {
  if (error instanceof Error && error.message === malformedHeader) return;
  const cookies = parseCookie([headers['cookie'] ?? ''].flat().join('; '));
  const session = await readSession({
    get: (name) => (cookies[name] === undefined ? undefined : { value: cookies[name] }),
  });
  logUncaught(error, session?.id ?? crypto.randomUUID(), { method, routePath, routeType });
};
