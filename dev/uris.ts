import { isLoopback } from '../lib/environment-schema';
import { appPaths } from '../lib/paths';

/** Returns whether Logto can call this app, which must not be on localhost. */
export const isReachable = (baseUrl: string) => !isLoopback(new URL(baseUrl).hostname);

/** Returns this app's addresses that must be registered in Logto. */
export function urisOf(baseUrl: string) {
  return {
    redirectUri: `${baseUrl}${appPaths.callback}`,
    postSignOutRedirectUri: `${baseUrl}/`,
    backchannelLogoutUri: `${baseUrl}${appPaths.backchannelLogout}`,
    webhookUri: `${baseUrl}${appPaths.webhook}`,
  };
}

/** The events of the app's webhook. */
export const webhookEvents = [
  'User.Created',
  'User.SuspensionStatus.Updated',
  'User.Deleted',
  'User.Data.Updated',
  'Organization.Membership.Updated',
];

/** Returns lines for the terminal: the values to enter in Logto's Console, by its own names. */
export function toRegister(uris: ReturnType<typeof urisOf>): string[] {
  const remark = (needed: string) =>
    isReachable(uris.redirectUri) ? needed : "not needed: Logto can't call localhost";
  return [
    "  On the application's page in Logto's Console:",
    `    Redirect URIs                ${uris.redirectUri}`,
    `    Post sign-out redirect URIs  ${uris.postSignOutRedirectUri}`,
    `    Backchannel logout URI       ${uris.backchannelLogoutUri}   (${remark('“Is session required?” on')})`,
    '',
    '  Elsewhere in the Console:',
    `    Webhook                      ${uris.webhookUri}   (${remark('its signing key is LOGTO_WEBHOOK_SIGNING_KEY')})`,
    `    Its events                   ${webhookEvents.join(', ')}`,
    '    Claims of the ID token       roles, organizations and organization roles on, as by default',
  ];
}
