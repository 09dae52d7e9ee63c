import 'server-only';
import { stringifySetCookie, type SetCookie } from 'cookie';
import type { NextRequest } from 'next/server';
import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The cookies of the request that a route handler answers, with those that its answer sets. They stand in for
 * `cookies()` of Next, which loads the renderer of pages: 20 ms whenever a function wakes.
 */
export class RouteCookies {
  readonly #request: NextRequest;
  readonly #written = new Map<string, SetCookie & { value: string }>();

  #isSent = false;

  constructor(request: NextRequest) {
    this.#request = request;
  }

  /** Whether the answer is made: nothing that is written later reaches the browser. */
  get isSent(): boolean {
    return this.#isSent;
  }

  get(name: string): { value: string } | undefined {
    return this.#written.get(name) ?? this.#request.cookies.get(name);
  }

  getAll(): { name: string; value: string }[] {
    const kept = this.#request.cookies.getAll().filter(({ name }) => !this.#written.has(name));
    return [...kept, ...this.#written.values()];
  }

  set(name: string, value: string, attributes: Omit<SetCookie, 'name' | 'value'>): void {
    this.#written.set(name, { ...attributes, name, value });
  }

  /** Adds what was written to the headers of the answer. */
  addTo(headers: Headers): void {
    this.#isSent = true;
    for (const cookie of this.#written.values())
      headers.append('Set-Cookie', stringifySetCookie(cookie));
  }

  /** Gives what was written to Next, for an answer that Next makes. */
  async handOver(): Promise<void> {
    if (this.#written.size === 0) return;
    const { cookies } = await import('next/headers');
    const store = await cookies();
    for (const cookie of this.#written.values()) store.set(cookie);
  }
}

const running = new AsyncLocalStorage<RouteCookies>();

/** Whether a handler that {@link withCookies} made is running: not a page, nor an action. */
export const isInRoute = (): boolean => running.getStore() !== undefined;

/** The cookies of this request: in a route handler its own, in a page or an action those of Next. */
export async function getCookies() {
  const ofRoute = running.getStore();
  if (ofRoute) return ofRoute;
  const { cookies } = await import('next/headers');
  return cookies();
}

/**
 * The cookies of this request, for a session that is about to be renewed.
 *
 * @throws where a route handler has answered, and goes on in a stream or in `after()`: the refresh token would be spent,
 *   and the new one lost
 */
export async function getWritableCookies() {
  if (running.getStore()?.isSent)
    throw new Error('No token can be renewed any more. Get it before the handler returns.');
  return getCookies();
}

/**
 * A route handler that reads and writes cookies. What it writes is in its answer, also where it throws what Next
 * answers, such as `redirect()`.
 */
export function withCookies<Context extends unknown[]>(
  handler: (request: NextRequest, cookies: RouteCookies, ...context: Context) => Promise<Response>,
) {
  return (request: NextRequest, ...context: Context): Promise<Response> => {
    const cookies = new RouteCookies(request);
    return running.run(cookies, async () => {
      try {
        const response = await handler(request, cookies, ...context);
        cookies.addTo(response.headers);
        return response;
      } catch (error) {
        await cookies.handOver();
        throw error;
      }
    });
  };
}
