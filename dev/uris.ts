import { appPaths } from '../lib/paths';

/** The addresses of this app that Logto has to know. */
export function urisOf(baseUrl: string) {
  return {
    redirectUri: `${baseUrl}${appPaths.callback}`,
    postSignOutRedirectUri: `${baseUrl}/`,
    backchannelLogoutUri: `${baseUrl}${appPaths.backchannelLogout}`,
  };
}

/** Says in lines what to enter on the application's page, by the names that Logto's Console uses. */
export function toRegister(uris: ReturnType<typeof urisOf>): string[] {
  const isLocal = uris.redirectUri.startsWith('http:');
  const remark = isLocal ? 'not needed: Logto calls no localhost' : '“Is session required?” on';
  return [
    "  What Logto's Console needs to have on the application's page:",
    `    Redirect URIs                ${uris.redirectUri}`,
    `    Post sign-out redirect URIs  ${uris.postSignOutRedirectUri}`,
    `    Backchannel logout URI       ${uris.backchannelLogoutUri}   (${remark})`,
  ];
}
