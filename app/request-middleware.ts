import type { NextRequest, NextResponse } from 'next/server';

type Answer = NextResponse | undefined;

/**
 * Your own middleware: a language, a tenant, an experiment. It runs before each page, after the check of
 * `app/protected-paths.ts`. Return a redirect, a rewrite, `NextResponse.next()` with cookies or headers, or nothing. The
 * security headers are added to each answer. A path to which you rewrite must not need a session that is missing.
 */
export function requestMiddleware(_request: NextRequest): Answer | Promise<Answer> {
  return undefined;
}
