import 'server-only';
import { now } from '../process/clock';
import { AuthError } from '../errors';
import { processWide } from '../process/process-wide';
import { askRedis, getRedis, type Redis } from '../process/redis';
import { absoluteLifetime, type Session } from './session';

/** Milliseconds until what Redis couldn't be told is told again. */
const retryAfter = 1_000;

/** Seconds beyond its end for which a logout token is remembered: clocks may see that at other moments. */
const margin = 5 * 60;

/** Raises a time, and never lowers it: revocations may arrive in any order. */
const raise = `
if tonumber(redis.call('get', KEYS[1]) or '-1') < tonumber(ARGV[1]) then
  redis.call('set', KEYS[1], ARGV[1], 'EX', ARGV[2])
end`;

interface Revocation {
  /** Sessions that began at or before this moment are over: seconds, by Logto's clock. */
  until: number;
  /** When no session that it concerns can be alive any more: seconds, by ours. */
  expiresAt: number;
}

const known = processWide('revocations', () => new Map<string, Revocation>());
const seen = processWide('logout tokens', () => new Map<string, number>());

/** Names whose sessions are over: `sub` and `iat` are those of a logout token, `sid` where it has one. */
export interface Logout {
  sub?: string;
  sid?: string;
  iat: number;
}

/**
 * Ends one session, for all cookies that hold it.
 *
 * @throws {AuthError} `unavailable` when Redis couldn't be told; this instance knows, and keeps trying
 */
export async function revokeSession({ id, origin }: Session): Promise<void> {
  await revoke([`id:${id}`], origin.iat);
}

/**
 * Ends the sessions that Logto names: those of one of its own sessions, or all of a user's that began
 * before. Where it names a session and ours doesn't know which it belongs to, the user decides.
 *
 * @throws {AuthError} `unavailable`, see {@link revokeSession}
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#BCActions
 */
export async function revokeSessions({ sub, sid, iat }: Logout): Promise<void> {
  if (sid === undefined) return revoke([`sub:${sub ?? ''}`], iat);
  await revoke([`sid:${sid}`, ...(sub === undefined ? [] : [`sub without sid:${sub}`])], iat);
}

/**
 * Whether the session was revoked: here, or, where they share a Redis, in any instance.
 *
 * @throws {AuthError} `unavailable` when Redis can't be asked: then nobody knows
 */
export async function isRevoked(session: Session): Promise<boolean> {
  if (isRevokedHere(session)) return true;
  const redis = getRedis();
  if (!redis) return false;
  const times = await askRedis(redis.mget(keysOf(session).map(redisKey)));
  return times.some((until) => until !== null && session.origin.iat <= Number(until));
}

/** Whether this instance knows that the session was revoked. No network. */
export function isRevokedHere(session: Session): boolean {
  return keysOf(session).some((key) => session.origin.iat <= (known.get(key)?.until ?? -1));
}

/**
 * Notes that a logout token was used.
 *
 * @param jti its id
 * @param exp its end, in seconds since the epoch
 * @returns whether it is the first time
 * @throws {AuthError} `unavailable` when Redis can't be asked
 */
export async function isFirstUse(jti: string, exp: number): Promise<boolean> {
  for (const [other, end] of seen) if (end < now()) seen.delete(other);
  const redis = getRedis();
  if (redis) {
    const seconds = Math.max(1, Math.ceil(exp + margin - now()));
    return (await askRedis(redis.set(`logto:jti:${jti}`, '', 'EX', seconds, 'NX'))) === 'OK';
  }
  const isFirst = !seen.has(jti);
  seen.set(jti, exp + margin);
  return isFirst;
}

function keysOf({ id, origin: { sub, sid } }: Session): string[] {
  return [`id:${id}`, `sub:${sub}`, sid === undefined ? `sub without sid:${sub}` : `sid:${sid}`];
}

async function revoke(keys: string[], until: number): Promise<void> {
  // They all live equally long, so the first ones are the oldest.
  for (const [key, { expiresAt }] of known) {
    if (expiresAt > now()) break;
    known.delete(key);
  }
  for (const key of keys) {
    const earlier = known.get(key)?.until ?? -1;
    known.delete(key);
    known.set(key, { until: Math.max(until, earlier), expiresAt: now() + absoluteLifetime });
  }
  const redis = getRedis();
  if (redis) await tell(redis, keys, until);
}

async function tell(redis: Redis, keys: string[], until: number): Promise<void> {
  try {
    for (const key of keys) await redis.eval(raise, 1, redisKey(key), until, absoluteLifetime);
  } catch (cause) {
    setTimeout(() => void tell(redis, keys, until).catch(() => undefined), retryAfter).unref();
    throw new AuthError('unavailable', { cause });
  }
}

const redisKey = (key: string) => `logto:revoked:${key}`;
