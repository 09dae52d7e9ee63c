import 'server-only';
import { LRUCache } from 'lru-cache';
import { AuthError, codeOf } from '../errors';
import type { Attempt, Turn } from './attempt';
import type { Ending } from './revocations';
import type { SharedRenewals } from './shared-renewals';
import { newer, type Session } from './session';

/** How long a session's newest state is remembered, for requests that come with an older cookie. */
const rememberedMilliseconds = 10 * 60_000;

/** How many sessions' states are remembered; beyond that, the one used longest ago is forgotten. */
const rememberedSessions = 5_000;

/** The turn of a process that shares nothing: nobody else can have it. */
const turnOfOneProcess: Turn = { assertHeld: () => undefined, publish: () => Promise.resolve() };

/** What became of an attempt, and what the request's answer is to do with the session's cookie. */
export interface Outcome {
  /** The newest state. Absent where there is none, or where the browser has replaced this session: its cookie must stay as it is. */
  state?: Session;
  /** Whether the session is over, and its cookie to be removed. */
  isOver?: true;
  /** Why the attempt failed. */
  error?: unknown;
}

/** Which sessions are over. Both methods reject where Redis can't be reached. */
export interface Endings {
  endingOf(state: Session): Promise<Ending | undefined>;
  /** Whether it hadn't ended like that before. */
  endSession(state: Session, ending: Ending): Promise<boolean>;
}

interface Waiter {
  attempt: Attempt;
  resolve(outcome: Outcome): void;
}

/**
 * Renews sessions, each by one attempt at a time and always from its newest state, so that no
 * refresh token is spent twice, whatever cookies requests come with. One object serves a process;
 * where several share a Redis, {@link SharedRenewals} does between them what the queue does here.
 *
 * Only finished states are remembered, never a promise: Node keeps a promise's whole request alive.
 */
export class Renewals {
  readonly #states = new LRUCache<string, Session>({
    max: rememberedSessions,
    ttl: rememberedMilliseconds,
  });

  readonly #queues = new Map<string, Waiter[]>();

  readonly #endings: Endings;

  readonly #shared: SharedRenewals | undefined;

  constructor(endings: Endings, shared?: SharedRenewals) {
    this.#endings = endings;
    this.#shared = shared;
  }

  /**
   * Puts an attempt into the session's queue, and runs it in its turn, unless what it wants is there by then.
   * All who wait together leave together, with the same last state, so it doesn't matter in which order
   * their cookies reach the browser. Those who wait while an attempt fails share its failure.
   *
   * @param id of the session
   * @param known its state as the request's cookie has it, perhaps not the newest
   * @returns never rejects: an error is part of the outcome
   */
  async enqueue(id: string, known: Session | undefined, attempt: Attempt): Promise<Outcome> {
    if (known) this.#remember(known);
    return new Promise((resolve) => {
      const waiter = { attempt, resolve };
      const queue = this.#queues.get(id);
      if (queue) queue.push(waiter);
      else void this.#runQueue(id, [waiter]);
    });
  }

  async #runQueue(id: string, queue: Waiter[]): Promise<void> {
    this.#queues.set(id, queue);
    const served: Waiter[] = [];
    for (let waiter = queue[0]; waiter; waiter = queue[0]) {
      try {
        await this.#serve(id, waiter.attempt, served.length > 0);
        served.push(...queue.splice(0, 1));
      } catch (error) {
        const failed = queue.splice(0, waiter.attempt.concernsAll(error) ? queue.length : 1);
        await this.#settle(id, failed, error);
      }
    }
    this.#queues.delete(id);
    if (served.length > 0) await this.#settle(id, served);
  }

  /** @param isNewest whether the state that is remembered is known to be the newest of all instances */
  async #serve(id: string, attempt: Attempt, isNewest: boolean): Promise<void> {
    const state = this.#states.get(id);
    if (state && attempt.isEnough(state) && (isNewest || !this.#shared)) return;
    const run: Attempt['run'] = (latest, turn) => {
      const publish: Turn['publish'] = async (changed) => {
        this.#remember(changed);
        await turn.publish(changed);
      };
      return attempt.run(latest, { ...turn, publish });
    };
    const next = this.#shared
      ? await this.#shared.runLocked(id, state, { ...attempt, run })
      : await run(state, turnOfOneProcess);
    this.#remember(next);
  }

  /** What ended while Logto was being asked must not come back by the cookie of an answer. */
  async #settle(id: string, waiters: Waiter[], error?: unknown): Promise<void> {
    const state = this.#states.get(id);
    const outcome = state
      ? await this.#outcome(state, error).catch((unknown: unknown) => ({ error: unknown }))
      : { error };
    for (const waiter of waiters) waiter.resolve(outcome);
  }

  async #outcome(state: Session, error?: unknown): Promise<Outcome> {
    const isEndedByLogto = codeOf(error) === 'session_ended';
    if (isEndedByLogto) await this.#endings.endSession(state, 'ended');
    const ending = await this.#endings.endingOf(state);
    if (ending === 'replaced') return { error: new AuthError('session_replaced') };
    if (ending === 'ended') {
      // One answer removes the cookie: one that comes later could meet the cookie of a new sign-in.
      if (!(await this.#endings.endSession(state, 'replaced')))
        return { error: new AuthError('session_replaced') };
      return { isOver: true, error: isEndedByLogto ? error : new AuthError('session_ended') };
    }
    return { state, ...(error === undefined ? {} : { error }) };
  }

  #remember(state: Session): void {
    const remembered = this.#states.get(state.id);
    this.#states.set(state.id, remembered ? newer(remembered, state) : state);
  }
}
