import { AuthError, codeOf } from '@/lib/errors';
import { createMemoryStore } from '@/lib/session/memory-store';
import { createRedisStore } from '@/lib/session/redis-store';
import { renew, type RenewalJob } from '@/lib/session/renew';
import { startSession, type Session } from '@/lib/session/session';
import type { EndReason, SessionStore } from '@/lib/session/store';
import { delay } from './delay';
import type { SimulatedLogto } from './simulated-logto';
import type { SimulatedRedis } from './simulated-redis';

const never = new Promise<never>(() => undefined);

/** An instance's answer to a browser. */
export interface Answer {
  /** The session that the request was served with. */
  session?: Session;
  /** The cookie that the answer sets; `null` if it removes the cookie. */
  cookie?: Session | null;
  error?: unknown;
}

/** One process of the app: the real stores and the real renewal, with a Logto and a Redis that are simulated. */
export class SimulatedInstance {
  readonly #store: SessionStore;

  readonly #logto: SimulatedLogto;

  #isDead = false;

  #awakeAt = 0;

  constructor(logto: SimulatedLogto, redis: SimulatedRedis | undefined) {
    this.#logto = logto;
    this.#store = redis
      ? createRedisStore(redis.connect(() => this.#isAwake()))
      : createMemoryStore();
  }

  /** It never does anything again. */
  die(): void {
    this.#isDead = true;
  }

  /** It does nothing for this time, and then continues as if no time had passed. */
  stop(milliseconds: number): void {
    this.#awakeAt = Date.now() + milliseconds;
  }

  /** Signs a user in, as `completeSignIn` does. */
  async signIn(id: string, user: string, before: Session | undefined): Promise<Answer> {
    try {
      const session = await this.#store.withLock(id, async () => {
        const { newest } = await this.#store.read({ id });
        if (newest) return newest;
        const started = startSession(id, await this.#awake(this.#logto.signIn(user)));
        await this.#store.put(started);
        return started;
      });
      const error = before && (await failureOf(this.#store.end(before, 'replaced')));
      return { session, cookie: session, error };
    } catch (error) {
      return { error };
    }
  }

  /** Answers a request with this cookie, as the refresh route does. */
  async renew(shown: Session, job: RenewalJob): Promise<Answer> {
    try {
      const { endReason, newest } = await this.#store.read(shown);
      if (endReason) return await this.#clear(shown, new AuthError('session_ended'));
      return await this.#renewInPlace(newest ?? shown, job);
    } catch (error) {
      return { error };
    }
  }

  /** Ends a session that the browser has no more. */
  async end(session: Session, reason: EndReason): Promise<void> {
    await this.#store.end(session, reason);
  }

  /** Ends all sessions of the user, as a back-channel logout does. */
  async logOut({ claims: { sub, iat } }: Session): Promise<void> {
    await this.#store.endAll({ sub, iat: Math.max(iat, Math.floor(Date.now() / 1000)) });
  }

  /** Does what `renewInPlace` does. */
  async #renewInPlace(session: Session, job: RenewalJob): Promise<Answer> {
    const askLogto: Parameters<typeof renew>[3] = async ({ refreshToken }, _target, hooks) => {
      hooks.beforeUse();
      const { tokens, isValid } = await this.#awake(this.#logto.refresh(refreshToken));
      await hooks.onRotated(tokens.refreshToken ?? '');
      if (!isValid) throw new AuthError('invalid_response');
      return tokens;
    };
    const { session: newest, error } = await renew(session, job, this.#store, askLogto);
    if (error === undefined) return { session: newest, cookie: newest };
    const code = codeOf(error);
    if (code === 'session_ended') return this.#clear(session, error);
    const isNewer = newest.generation > session.generation && code !== 'session_replaced';
    return { error, ...(isNewer && { cookie: newest }) };
  }

  async #clear(session: Session, error: unknown): Promise<Answer> {
    const isFirst = await this.#store.end(session, 'replaced');
    return { error, ...(isFirst && { cookie: null }) };
  }

  /** Waits for a result, and until this instance runs. */
  async #awake<T>(result: T | Promise<T>): Promise<T> {
    const settled = Promise.resolve(result).then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    const read = await settled;
    await this.#isAwake();
    return read();
  }

  async #isAwake(): Promise<void> {
    if (this.#isDead) await never;
    while (Date.now() < this.#awakeAt) await delay(this.#awakeAt - Date.now());
    if (this.#isDead) await never;
  }
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
