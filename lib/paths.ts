/** The paths of the app's own pages and of the routes of its sign-in: each is a folder below `app/`. */
export const appPaths = {
  account: '/account',
  authError: '/auth-error',
  forbidden: '/forbidden', // says, with status 403, which right is missing
  signOutPage: '/sign-out', // has the button that signs out; changes nothing by itself
  signIn: '/api/logto/sign-in',
  callback: '/api/logto/callback', // Logto sends the browser here after a sign-in
  refresh: '/api/logto/refresh', // renews for pages, which can't write cookies
  signOut: '/api/logto/sign-out',
  backchannelLogout: '/api/logto/backchannel-logout',
  webhook: '/api/logto/webhook',
} as const;

/** Decodes a path; returns a malformed one unchanged. */
export function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
