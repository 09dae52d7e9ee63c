import { isLoopback } from '../lib/environment-schema';
import { appPaths } from '../lib/paths';

/** Whether Logto can call this app: not where its address is this machine's own. */
export const isReachable = (baseUrl: string) => !isLoopback(new URL(baseUrl).hostname);

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
  const remark = (needed: string) =>
    isReachable(uris.redirectUri) ? needed : 'not needed: Logto calls no localhost';
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
