import type { Config } from '../../lib/config';
import { urisOf, webhookEvents } from '../uris';
import { ok, type Finding } from './check';

/** Checks for the webhook's key. Without the webhook, changes of users reach the app later. */
export function checkWebhook({ baseUrl, webhookSigningKey }: Config, production: boolean): Finding {
  if (webhookSigningKey !== undefined)
    return ok(
      'LOGTO_WEBHOOK_SIGNING_KEY is set: suspended and deleted users are signed out at once.',
    );
  const without =
    'LOGTO_WEBHOOK_SIGNING_KEY is not set: suspended and deleted users are signed out within an hour.';
  if (!production) return ok(without);
  const { webhookUri } = urisOf(baseUrl);
  return ok(
    without,
    `To sign them out at once, create a webhook in Logto's Console for ${webhookUri}, with the events ${webhookEvents.join(', ')}, and set its signing key.`,
  );
}
