import 'server-only';
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { clockToleranceSeconds, now } from '../clock';
import { AuthError } from '../errors';

/** The effect of a webhook event on users' sessions. */
export interface UserEvent {
  at: number; // seconds since the epoch, by Logto's clock
  ended: string[]; // ids of users whose sessions have ended if they began in this second or before
  outdated: string[]; // ids of users whose claims have changed
}

/**
 * Returns whether Logto sent this request. It signs the raw body with the webhook's key.
 * @param signature the header `logto-signature-sha-256`, in hex
 * @see https://docs.logto.io/developers/webhooks/secure-webhooks
 */
export function isSignedByLogto(body: Buffer, signature: string, signingKey: string): boolean {
  // Checked first because decoding ignores characters that are not hex.
  if (!/^[\da-f]{64}$/.test(signature)) return false;
  const expected = createHmac('sha256', signingKey).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

const userId = z.string().min(1).max(128);
const userIds = z.array(userId).default([]);

/** A time that is not in the future, in seconds since the epoch. */
const createdAt = z.iso
  .datetime({ offset: true })
  .transform((value) => Math.floor(Date.parse(value) / 1000))
  .refine((seconds) => seconds >= 0 && seconds <= now() + clockToleranceSeconds);

const membershipEvent = z.object({ createdAt, addedUserIds: userIds, removedUserIds: userIds });

/** An event about one user. `data` may lack the id, or have another one, where `params` has the right one. */
const userEvent = z.object({
  createdAt,
  params: z.object({ userId: userId.optional() }).nullish(),
  data: z.object({ id: userId.optional(), isSuspended: z.unknown().optional() }).nullish(),
});

/**
 * Reads a webhook whose signature was checked; `undefined` if it doesn't affect sessions. Logto sends none when a
 * user's roles change. Events about roles and whole organizations don't say which users are affected.
 * @throws {AuthError} `invalid_request` when it is not an event, or is malformed
 */
export function readWebhook(body: Buffer): UserEvent | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    const { event } = z.object({ event: z.string() }).parse(value);
    switch (event) {
      case 'Organization.Membership.Updated': {
        const { createdAt: at, addedUserIds, removedUserIds } = membershipEvent.parse(value);
        return { at, ended: [], outdated: [...new Set([...addedUserIds, ...removedUserIds])] };
      }
      case 'User.Data.Updated':
      case 'User.Deleted':
      case 'User.SuspensionStatus.Updated': {
        const { createdAt: at, params, data } = userEvent.parse(value);
        const id = userId.parse(params?.userId ?? data?.id);
        if (event === 'User.Data.Updated') return { at, ended: [], outdated: [id] };
        const hasEnded = event === 'User.Deleted' || z.boolean().parse(data?.isSuspended);
        return { at, ended: hasEnded ? [id] : [], outdated: [] };
      }
    }
    return undefined;
  } catch (cause) {
    throw new AuthError('invalid_request', { cause });
  }
}
