import 'server-only';
import { now } from '../process/clock';
import { ExpiringVersions } from '../process/expiring-versions';
import { processWide } from '../process/process-wide';
import { getSharedStore } from '../process/shared-store';
import { absoluteLifetimeSeconds, rollingLifetimeSeconds, type Session } from './session';

/** Seconds beyond its end for which something is remembered: clocks may see that end at other moments. */
export const toleranceSeconds = 5 * 60;

/** Without Redis, all that this process was told. With Redis, nothing: what it hasn't been told yet waits in its outbox. */
const versionsInProcess = processWide('revocations', () => new ExpiringVersions());

/**
 * How a session ended: by Logto's word, or because the browser itself signed out or in anew. Answers about a
 * session that was replaced neither set nor clear a cookie: it may be the new session's.
 */
export type Ending = 'ended' | 'replaced';

/** The versions under which endings are kept: the highest one counts. */
const endingVersions: Record<Ending, number> = { ended: 1, replaced: 2 };

/** What became of a session since its cookie was written. */
export interface Standing {
  /** Absent while the session lives. */
  ending?: Ending;
  /** Claims that were issued in this second or before are outdated: seconds, by Logto's clock. */
  claimsOutdatedAt?: number;
}

/** Names whose sessions are over: `sub` and `iat` are those of a logout token, `sid` where it has one. */
export interface Logout {
  sub?: string;
  sid?: string;
  iat: number;
}

/**
 * Ends one session, for all cookies that hold it, in all instances.
 *
 * @returns whether it hadn't ended like that before: of several who end it, one reads `true`
 * @throws {AuthError} `unavailable` when Redis couldn't be told; this instance knows, and tries again until it is
 */
export async function endSession(session: Session, how: Ending): Promise<boolean> {
  // Any copy of the cookie may have been renewed until now; without a refresh token, none was.
  const secondsLeft = Math.min(
    session.refreshToken === undefined ? session.expiresAt - now() : rollingLifetimeSeconds,
    session.signedInAt + absoluteLifetimeSeconds - now(),
  );
  return noteVersion(endedKey(session.id), endingVersions[how], Math.max(secondsLeft, 0));
}

/**
 * Ends the sessions that Logto names: those of one of its own sessions, or all of a user's that began
 * in this second or before. Where it names a session and ours doesn't know which it belongs to, the user
 * decides.
 *
 * @throws {AuthError} `unavailable`, see {@link endSession}
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#BCActions
 */
export async function endSessions({ sub, sid, iat }: Logout): Promise<void> {
  const keys = [
    ...(sid === undefined ? [] : [sidKey(sid)]),
    ...(sub === undefined ? [] : [sid === undefined ? subKey(sub) : subWithoutSidKey(sub)]),
  ];
  await Promise.all(keys.map((key) => noteVersion(key, iat, rollingLifetimeSeconds)));
}

/**
 * Notes that what Logto said of a user is not true any more.
 *
 * @param at seconds, by Logto's clock: claims that were issued in this second or before are outdated
 * @throws {AuthError} `unavailable`, see {@link endSession}
 */
export async function markClaimsOutdated(sub: string, at: number): Promise<void> {
  await noteVersion(outdatedKey(sub), at, rollingLifetimeSeconds);
}

/**
 * What became of a session, in this process and in all instances that share a Redis: one round trip.
 *
 * @throws {AuthError} `unavailable` when Redis can't be reached, unless the session is known to this process to be over
 */
export async function standingOf(session: Session): Promise<Standing> {
  const store = getSharedStore();
  const versions = knownVersions(session);
  if (!store) return toStanding(session, versions);
  try {
    const held = await store.get(...keysOf(session));
    return toStanding(
      session,
      held.map((entry, index) => highest(entry?.version, versions[index])),
    );
  } catch (error) {
    const known = toStanding(session, versions);
    if (known.ending) return known;
    throw error;
  }
}

const endedKey = (id: string) => `logto:ended:${id}`;
const subKey = (sub: string) => `logto:ended-sub:${sub}`;
const sidKey = (sid: string) => `logto:ended-sid:${sid}`;
const subWithoutSidKey = (sub: string) => `logto:ended-sub-without-sid:${sub}`;
const outdatedKey = (sub: string) => `logto:claims-outdated:${sub}`;

const keysOf = ({ id, origin: { sub, sid } }: Session): string[] => [
  endedKey(id),
  subKey(sub),
  sid === undefined ? subWithoutSidKey(sub) : sidKey(sid),
  outdatedKey(sub),
];

/** What this process knows by itself: without Redis, all; with it, what Redis wasn't told yet. */
function knownVersions(session: Session): (number | undefined)[] {
  const store = getSharedStore();
  return keysOf(session).map((key) =>
    store ? store.pending(key)?.version : versionsInProcess.get(key),
  );
}

/** @param versions those of {@link keysOf} the session, in that order */
function toStanding({ origin }: Session, versions: (number | undefined)[]): Standing {
  const [own, ofUser = -1, ofLogtoSession = -1, claimsOutdatedAt] = versions;
  const ending =
    own === endingVersions.replaced
      ? 'replaced'
      : own === endingVersions.ended || origin.iat <= ofUser || origin.iat <= ofLogtoSession
        ? 'ended'
        : undefined;
  return {
    ...(ending === undefined ? {} : { ending }),
    ...(claimsOutdatedAt === undefined ? {} : { claimsOutdatedAt }),
  };
}

/** Notes a version, in all instances, unless there is this one or a higher one; whether it was noted. */
async function noteVersion(
  key: string,
  version: number,
  lifetimeSeconds: number,
): Promise<boolean> {
  const seconds = Math.ceil(lifetimeSeconds) + toleranceSeconds;
  const store = getSharedStore();
  if (!store) return versionsInProcess.setIfNewer(key, version, seconds);
  const value = crypto.randomUUID().slice(0, 8); // tells whose entry the key holds
  const held = await store.setIfNewer(key, { version, value }, seconds);
  return held.value === value;
}

const highest = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
