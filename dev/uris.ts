import { appPaths } from '../lib/paths';

/** The addresses of this app that Logto has to know. */
export function urisOf(baseUrl: string) {
  return {
    redirectUri: `${baseUrl}${appPaths.callback}`,
    postSignOutRedirectUri: `${baseUrl}/`,
    backchannelLogoutUri: `${baseUrl}${appPaths.backchannelLogout}`,
    webhookUri: `${baseUrl}${appPaths.webhook}`,
  };
}

/** The events that the app's webhook has to be called for. */
export const webhookEvents = [
  'User.SuspensionStatus.Updated',
  'User.Deleted',
  'User.Data.Updated',
  'Organization.Membership.Updated',
];

/** Says in lines what to enter in Logto's Console, by the names that it uses. */
export function toRegister(uris: ReturnType<typeof urisOf>): string[] {
  const isLocal = uris.redirectUri.startsWith('http:');
  const remark = (needed: string) => (isLocal ? 'not needed: Logto calls no localhost' : needed);
  return [
    "  What Logto's Console needs to have on the application's page:",
    `    Redirect URIs                ${uris.redirectUri}`,
    `    Post sign-out redirect URIs  ${uris.postSignOutRedirectUri}`,
    `    Backchannel logout URI       ${uris.backchannelLogoutUri}   (${remark('“Is session required?” on')})`,
    '',
    '  And elsewhere:',
    `    Webhook                      ${uris.webhookUri}   (${remark('its signing key is LOGTO_WEBHOOK_SIGNING_KEY')})`,
    `    Its events                   ${webhookEvents.join(', ')}`,
    '    Claims of the ID token       roles, organizations and organization roles on, as they are by default',
  ];
}
