import 'server-only';
import { now } from '../clock';
import { getConfig } from '../config';
import { isTransient } from '../errors';
import type { Session } from './session';
import type { Logout } from './store';

/** Seconds for which a state is kept, so that requests with an older cookie find it. */
export const stateSeconds = 60 * 60;

/** Seconds for which a failed renewal is not repeated by pages. */
export const failureSeconds = 10;

/** Extra seconds, because clocks may differ. */
const toleranceSeconds = 5 * 60;

/** Returns the seconds for which a mark that concerns a user's sessions is kept. */
export const markSeconds = () => getConfig().sessionInactivitySeconds + toleranceSeconds;

/** Returns the seconds for which any copy of a session could still be used. */
export function lifeSeconds({ refreshToken, expiresAt, signedInAt }: Session): number {
  const { sessionInactivitySeconds, sessionAbsoluteSeconds } = getConfig();
  // Any copy may have been renewed until now; without a refresh token, none was.
  const idle = refreshToken === undefined ? expiresAt - now() : sessionInactivitySeconds;
  const left = Math.min(idle, signedInAt + sessionAbsoluteSeconds - now());
  return Math.ceil(Math.max(left, 0)) + toleranceSeconds;
}

/** Returns the seconds for which a state is kept: if its refresh token is new, until the browser shows it. */
export const secondsToKeep = (session: Session): number =>
  session.rotatedIn > 0
    ? lifeSeconds(session)
    : Math.ceil(Math.max(session.claimsExpireAt - now(), stateSeconds));

/** Names of the marks by which Logto ends a session: each holds the second of the latest event. */
export const endMarksOf = ({ claims: { sub, sid } }: Session): [string, string] => [
  `user:${sub}`,
  sid === undefined ? `user-without-sid:${sub}` : `sid:${sid}`,
];

/** Names of the marks that a logout sets. */
export const marksOf = ({ sub, sid }: Logout): string[] => [
  ...(sid === undefined ? [] : [`sid:${sid}`]),
  ...(sub === undefined ? [] : [sid === undefined ? `user:${sub}` : `user-without-sid:${sub}`]),
];

/** The name of the mark that holds the second up to which a user's claims are outdated. */
export const outdatedMarkOf = (sub: string) => `outdated:${sub}`;

/** Runs functions one after the other, by key, within this process. */
export class LockQueue {
  readonly #last = new Map<string, Promise<unknown>>();

  /** A temporary error goes to everyone waiting: each would fail the same way. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const result = before.then(work, (error: unknown) => {
      if (isTransient(error)) throw error;
      return work();
    });
    this.#last.set(key, result);
    const forget = () => this.#last.get(key) === result && this.#last.delete(key);
    result.then(forget, forget);
    return result;
  }
}
