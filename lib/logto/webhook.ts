import 'server-only';
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
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

const userId = z.string().check(z.minLength(1), z.maxLength(128));
const userIds = z._default(z.array(userId), []);

/** Seconds since the epoch, of an event that has happened. */
const happenedAt = z
  .pipe(
    z.iso.datetime({ offset: true }),
    z.transform((value) => Math.floor(Date.parse(value) / 1000)),
  )
  .check(z.refine((seconds) => seconds >= 0 && seconds <= now() + clockToleranceSeconds));

/** An event about one user. `data` may have another id, or none, where `params` has the right one. */
const userEvent = z
  .pipe(
    z.object({
      createdAt: happenedAt,
      params: z.nullish(z.object({ userId: z.optional(userId) })),
      data: z.nullish(z.object({ id: z.optional(userId), isSuspended: z.optional(z.unknown()) })),
    }),
    z.transform(({ createdAt, params, data }) => ({
      at: createdAt,
      id: params?.userId ?? data?.id ?? '',
      isSuspended: data?.isSuspended,
    })),
  )
  .check(z.refine(({ id }) => id !== ''));

const suspensionEvent = userEvent.check(
  z.refine(({ isSuspended }) => typeof isSuspended === 'boolean'),
);

const membershipEvent = z.object({
  createdAt: happenedAt,
  addedUserIds: userIds,
  removedUserIds: userIds,
});

/**
 * The events that concern sessions. Roles are given and taken without one, and those about roles and
 * whole organizations name no users.
 *
 * @see https://docs.logto.io/developers/webhooks/webhooks-request
 */
const effects = new Map<string, z.ZodMiniType<UserEvent>>([
  [
    'User.SuspensionStatus.Updated',
    z.pipe(
      suspensionEvent,
      z.transform(({ at, id, isSuspended }) => ({
        at,
        ended: isSuspended ? [id] : [],
        outdated: [],
      })),
    ),
  ],
  [
    'User.Deleted',
    z.pipe(
      userEvent,
      z.transform(({ at, id }) => ({ at, ended: [id], outdated: [] })),
    ),
  ],
  [
    'User.Data.Updated',
    z.pipe(
      userEvent,
      z.transform(({ at, id }) => ({ at, ended: [], outdated: [id] })),
    ),
  ],
  [
    'Organization.Membership.Updated',
    z.pipe(
      membershipEvent,
      z.transform(({ createdAt: at, addedUserIds, removedUserIds }) => ({
        at,
        ended: [],
        outdated: [...new Set([...addedUserIds, ...removedUserIds])],
      })),
    ),
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
