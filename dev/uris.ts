/** The addresses of this app that Logto has to know, by the names they have in its Console. */
export function urisOf(baseUrl: string) {
  return {
    redirectUri: `${baseUrl}/api/logto/callback`,
    postSignOutRedirectUri: `${baseUrl}/`,
    backchannelLogoutUri: `${baseUrl}/api/logto/backchannel-logout`,
  };
}
