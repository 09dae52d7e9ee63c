import type { Session } from './session';

/** What somebody wants of a session, and how to get it. */
export interface Attempt {
  /** Whether this state already has what is wanted. */
  isEnough(state: Session): boolean;

  /**
   * Asks Logto.
   *
   * @param state the newest one known anywhere; `undefined` where there is no session yet
   */
  run(state: Session | undefined, turn: Turn): Promise<Session>;

  /** Whether an error of `run` says as much to all who wait for this session as to the one whose attempt it was. */
  concernsAll(error: unknown): boolean;
}

/** The time in which an attempt is the only one for its session. */
export interface Turn {
  /**
   * For the moment before a refresh token is spent.
   *
   * @throws {AuthError} `unavailable` where this process was stopped for so long that another one may have gone on
   */
  assertHeld: () => void;

  /**
   * Makes a state the newest one at once, for all instances, whatever becomes of the rest: one with a
   * refresh token that was rotated.
   */
  publish(state: Session): Promise<unknown>;
}
