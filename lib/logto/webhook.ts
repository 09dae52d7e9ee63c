import 'server-only';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AuthError } from '../errors';
import { clockToleranceSeconds, now } from '../process/clock';

/** What happened to users at Logto, as far as it concerns their sessions here. */
export interface UserEvent {
  /** When: seconds since the epoch, by Logto's clock. */
  at: number;
  /** Ids of users whose sessions are over, as far as they began in this second or before. */
  ended: string[];
  /** Ids of users of whom Logto has something else to say now than it said before. */
  outdated: string[];
}

/**
 * Whether Logto made this request: it signs the body, exactly as it is sent, with the webhook's key.
 *
 * @param signature the header `logto-signature-sha-256`, in hex
 * @see https://docs.logto.io/developers/webhooks/secure-webhooks
 */
export function isSignedByLogto(body: Buffer, signature: string, signingKey: string): boolean {
  // Decoding alone would leave out whatever isn't hex.
  if (!/^[\da-f]{64}$/.test(signature)) return false;
  const expected = createHmac('sha256', signingKey).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

const userId = z.string().min(1).max(128);
const userIds = z.array(userId).default([]);

/** Seconds since the epoch, of an event that has happened. */
const happenedAt = z.iso
  .datetime({ offset: true })
  .transform((value) => Math.floor(Date.parse(value) / 1000))
  .refine((seconds) => seconds >= 0 && seconds <= now() + clockToleranceSeconds);

/** An event about one user. `data` may have another id, or none, where `params` has the right one. */
const userEvent = z
  .object({
    createdAt: happenedAt,
    params: z.object({ userId: userId.optional() }).nullish(),
    data: z.object({ id: userId.optional(), isSuspended: z.unknown().optional() }).nullish(),
  })
  .transform(({ createdAt, params, data }) => ({
    at: createdAt,
    id: params?.userId ?? data?.id ?? '',
    isSuspended: data?.isSuspended,
  }))
  .refine(({ id }) => id !== '');

/**
 * The events that concern sessions. Roles are given and taken without one, and those about roles and
 * whole organizations name no users.
 *
 * @see https://docs.logto.io/developers/webhooks/webhooks-request
 */
const effects = new Map<string, z.ZodType<UserEvent>>([
  [
    'User.SuspensionStatus.Updated',
    userEvent
      .refine(({ isSuspended }) => typeof isSuspended === 'boolean')
      .transform(({ at, id, isSuspended }) => ({
        at,
        ended: isSuspended ? [id] : [],
        outdated: [],
      })),
  ],
  ['User.Deleted', userEvent.transform(({ at, id }) => ({ at, ended: [id], outdated: [] }))],
  ['User.Data.Updated', userEvent.transform(({ at, id }) => ({ at, ended: [], outdated: [id] }))],
  [
    'Organization.Membership.Updated',
    z
      .object({ createdAt: happenedAt, addedUserIds: userIds, removedUserIds: userIds })
      .transform(({ createdAt: at, addedUserIds, removedUserIds }) => ({
        at,
        ended: [],
        outdated: [...new Set([...addedUserIds, ...removedUserIds])],
      })),
  ],
]);

/**
 * Reads a webhook whose signature was checked.
 *
 * @returns `undefined` for an event that doesn't concern sessions
 * @throws {AuthError} `invalid_request` when it is no event, or lacks what it must have
 */
export function readWebhook(body: Buffer): UserEvent | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    const { event } = z.object({ event: z.string() }).parse(value);
    return effects.get(event)?.parse(value);
  } catch (cause) {
    throw new AuthError('invalid_request', { cause });
  }
}
