/**
 * What the tests can't find out by themselves about the paths of `app/`. Extend it with your own: where
 * something is missing, a test says what to add.
 */

/** Pages and routes that everybody may see, and why. All others must turn strangers away. */
export const publicPaths: Record<string, string> = {
  '/': 'only who is signed in sees a summary',
  '/auth-error': 'says what went wrong, also to those who could not sign in',
  '/forbidden': 'says nothing but a name from its address',
  '/sign-out': 'the button that a link to sign out leads to',
  '/api/[...rest]': 'says 404, in JSON',
  '/api/health': 'for load balancers; says only that the server answers',
  '/api/ready': 'for load balancers; says only whether Logto and Redis answer',
  '/api/logto/sign-in': 'for people who are not signed in',
  '/api/logto/callback': 'where Logto sends them back',
  '/api/logto/refresh': 'leads to sign in without a session',
  '/api/logto/sign-out': 'without a session just leads home',
  '/api/logto/backchannel-logout': 'for Logto itself, which shows a signed token',
  '/api/logto/webhook': 'for Logto itself, which signs what it sends',
};

/** For each path with a dynamic segment, one that Alice, the demo account with everything, may see. */
export const examples: Record<string, string> = {
  '/api/[...rest]': '/api/nowhere',
  '/organizations/[id]': '/organizations/k3v9x0q7m2ab', // demo
};
