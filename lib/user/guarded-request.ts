import 'server-only';
import { cookies } from 'next/headers';
import type { NextRequest } from 'next/server';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CookieReader, Cookies } from '../session/cookies';

/** Set while a route handler runs under `withUser`: its cookies as they came, or, once one was written, as they are. */
const guarded = new AsyncLocalStorage<{ cookies: CookieReader }>();

/** Runs a route handler for this request; whatever keeps it from being done is then answered in JSON. */
export function runGuarded<T>(request: NextRequest, handler: () => T): T {
  return guarded.run({ cookies: request.cookies }, handler);
}

/** Whether this runs under `withUser`. */
export const isGuarded = (): boolean => guarded.getStore() !== undefined;

/**
 * The cookies of this request, to read. For a route handler `cookies()` of Next's makes a jar to write into,
 * copy by copy: a tenth of the time that a small answer takes, and few answers set a cookie.
 */
export async function readableCookies(): Promise<CookieReader> {
  return guarded.getStore()?.cookies ?? (await cookies());
}

/** The cookies of this request, to read and write: a route handler or a server action can. */
export async function writableCookies(): Promise<Cookies> {
  const jar = await cookies();
  const request = guarded.getStore();
  if (request) request.cookies = jar;
  return jar;
}
