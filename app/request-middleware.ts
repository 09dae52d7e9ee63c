import type { NextRequest, NextResponse } from 'next/server';

type Answer = NextResponse | undefined;

/**
 * Your own middleware, for example for a language, a tenant or an experiment. It runs before each page, after the check of
 * `app/protected-paths.ts`. Return a redirect, a rewrite, `NextResponse.next()` with cookies or headers, or nothing. The
 * security headers are added to each answer. If you rewrite to a protected path, a visitor is redirected to sign in.
 */
export function requestMiddleware(_request: NextRequest): Answer | Promise<Answer> {
  return undefined;
}
