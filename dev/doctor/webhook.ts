import type { Config } from '../../lib/config';
import { urisOf, webhookEvents } from '../uris';
import { ok, type Finding } from './check';

/** Whether the app can hear what happens to its users. It works without, only later. */
export function checkWebhook({ baseUrl, webhookSigningKey }: Config, production: boolean): Finding {
  if (webhookSigningKey !== undefined)
    return ok('LOGTO_WEBHOOK_SIGNING_KEY is set: who is suspended or deleted is out at once.');
  const without =
    'LOGTO_WEBHOOK_SIGNING_KEY is not set: who is suspended or deleted is out within the hour.';
  if (!production) return ok(without);
  const { webhookUri } = urisOf(baseUrl);
  return ok(
    without,
    `To have them out at once, create a webhook in Logto's Console for ${webhookUri}, with the events ${webhookEvents.join(', ')}, and set its signing key.`,
  );
}
