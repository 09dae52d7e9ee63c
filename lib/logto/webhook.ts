import 'server-only';
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { clockToleranceSeconds, now } from '../clock';
import { AuthError } from '../errors';

/** An event about one user, or about the members of an organization. */
export type UserEvent = { createdAt: Date } & (
  | {
      event: (typeof userEvents)[number];
      userId: string;
      /** The user as Logto sends it. If only the custom data were changed, it may be these alone. */
      data: Readonly<Record<string, unknown>>;
    }
  | {
      event: 'Organization.Membership.Updated';
      organizationId?: string;
      addedUserIds: readonly string[];
      removedUserIds: readonly string[];
    }
);

const userEvents = [
  'User.Created',
  'User.Data.Updated',
  'User.Deleted',
  'User.SuspensionStatus.Updated',
] as const;

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

/** A time that is not in the future. */
const createdAt = z.iso
  .datetime({ offset: true })
  .transform((value) => new Date(value))
  .refine((time) => time.getTime() >= 0 && toSeconds(time) <= now() + clockToleranceSeconds);

const toSeconds = (time: Date) => Math.floor(time.getTime() / 1000);

const membershipEvent = z.object({
  event: z.literal('Organization.Membership.Updated'),
  createdAt,
  organizationId: z.string().exactOptional(),
  addedUserIds: userIds,
  removedUserIds: userIds,
});

/** `data` may lack the id, or have another one, where `params` has the right one. */
const userEvent = z
  .object({
    event: z.enum(userEvents),
    createdAt,
    params: z.object({ userId: userId.optional() }).nullish(),
    data: z.looseObject({ id: userId.optional() }).nullish(),
  })
  .transform(({ event, createdAt, params, data }, context) => {
    const id = params?.userId ?? data?.id;
    if (id === undefined) context.addIssue('names no user');
    if (event === 'User.SuspensionStatus.Updated' && typeof data?.['isSuspended'] !== 'boolean')
      context.addIssue('does not say whether the user is suspended');
    return { event, createdAt, userId: id ?? '', data: data ?? {} };
  });

/**
 * Reads a webhook whose signature was checked; `undefined` if it is not about users. Logto sends none when a user's roles
 * change. Events about roles and whole organizations don't say which users are affected.
 * @throws {AuthError} `invalid_request` when it is not an event, or is malformed
 */
export function readWebhook(body: Buffer): UserEvent | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    const { event } = z.object({ event: z.string() }).parse(value);
    if (userEvents.some((known) => known === event)) return userEvent.parse(value);
    return event === 'Organization.Membership.Updated' ? membershipEvent.parse(value) : undefined;
  } catch (cause) {
    throw new AuthError('invalid_request', { cause });
  }
}

/**
 * Returns what an event changes: the users whose sessions end if they began at this time (in seconds since the epoch) or
 * before, and those whose claims are outdated.
 */
export function effectOf(event: UserEvent): { at: number; ended: string[]; outdated: string[] } {
  const effect = { at: toSeconds(event.createdAt), ended: [], outdated: [] };
  switch (event.event) {
    case 'User.Created':
      return effect;
    case 'User.Data.Updated':
      return { ...effect, outdated: [event.userId] };
    case 'User.Deleted':
      return { ...effect, ended: [event.userId] };
    case 'User.SuspensionStatus.Updated':
      return event.data['isSuspended'] === true ? { ...effect, ended: [event.userId] } : effect;
    case 'Organization.Membership.Updated':
      return {
        ...effect,
        outdated: [...new Set([...event.addedUserIds, ...event.removedUserIds])],
      };
  }
}
