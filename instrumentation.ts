import type { Instrumentation } from 'next';

/** Next's error for a header that its own router never sends: the client's mistake, not the app's. */
const malformedHeader = 'The router state header was sent but could not be parsed.';

/**
 * Runs once when the server starts, before it takes a request. An environment or a policy that can't work ends the process,
 * with every problem on stderr, one a line.
 */
export async function register() {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { ConfigError, getConfig } = await import('./lib/config');
    const { sourceProblems } = await import('./lib/http/security-headers');
    const { extraSources } = await import('./app/content-security-policy');
    const problems = sourceProblems(extraSources);
    // Next sets this variable at build time.
    if (process.env['__NEXT_ROUTER_BASEPATH'])
      problems.push(
        'next.config.mjs: remove basePath: the sign-in routes need the root of their host.',
      );
    // On Vercel, nobody sees why a process ended. There every request fails, and /api/ready names the problems.
    const ends = problems.length > 0 || !process.env['VERCEL'];
    try {
      getConfig();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.unshift(error.message);
    }
    if (problems.length > 0) {
      console.error(problems.join('\n'));
      if (ends) process.exit(1);
    }
  }
}

/** Logs an error that nothing in the app caught, under the id of the session whose request it was. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    if (error instanceof Error && error.message === malformedHeader) return;
    const { NextRequest } = await import('next/server');
    const { logUncaught } = await import('./lib/log');
    const { readSession } = await import('./lib/session/session-cookie');
    const headers = { cookie: [request.headers['cookie'] ?? ''].flat().join('; ') };
    const { cookies } = new NextRequest('http://localhost', { headers });
    const session = await readSession(cookies);
    const { method } = request;
    logUncaught(error, session?.id ?? crypto.randomUUID(), { ...context, method });
  }
};
