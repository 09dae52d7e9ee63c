import 'server-only';
import type { UserEvent } from '../logto/webhook';
import { endSessions, markClaimsOutdated } from '../session/revocations';

/** How many users Redis is told of at once: a command has a deadline, and the time it waits for others counts. */
const groupSize = 1_000;

/**
 * Notes an event for all sessions that it concerns, in all instances.
 *
 * @throws {AuthError} `unavailable` when Redis couldn't be told all of it; the rest is kept until it can be
 */
export async function applyUserEvent({ at, ended, outdated }: UserEvent): Promise<void> {
  const steps = [
    ...ended.map((sub) => () => endSessions({ sub, iat: at })),
    ...outdated.map((sub) => () => markClaimsOutdated(sub, at)),
  ];
  const taken: Promise<void>[] = [];
  let size = groupSize;
  while (taken.length < steps.length) {
    const group = steps.slice(taken.length, taken.length + size).map((step) => step());
    taken.push(...group);
    const outcomes = await Promise.allSettled(group);
    // Where Redis is away, the rest is kept at once, and not one deadline after the other.
    if (outcomes.some(({ status }) => status === 'rejected')) size = steps.length;
  }
  await Promise.all(taken);
}
