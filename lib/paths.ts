/** Where the app's own pages and the routes of its sign-in are: each is a folder below `app/`. */
export const appPaths = {
  /** When and how the user signed in, and the ways to Logto's own account pages. */
  account: '/account',
  /** Says in words what went wrong. */
  authError: '/auth-error',
  /** Says, with status 403, which right is missing. */
  forbidden: '/forbidden',
  /** Has the button that signs out; changes nothing by itself. */
  signOutPage: '/sign-out',
  signIn: '/api/logto/sign-in',
  /** Where Logto sends the browser after a sign-in. */
  callback: '/api/logto/callback',
  /** Gets what a server component can't, because it writes the session's cookie. */
  refresh: '/api/logto/refresh',
  signOut: '/api/logto/sign-out',
  backchannelLogout: '/api/logto/backchannel-logout',
  webhook: '/api/logto/webhook',
} as const;
