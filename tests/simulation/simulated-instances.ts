import { AuthError, codeOf, isTransient } from '@/lib/errors';
import type { SharedStore } from '@/lib/process/shared-store';
import { Renewals, type Outcome } from '@/lib/session/renewals';
import type { Ending } from '@/lib/session/revocations';
import { isOutdated } from '@/lib/session/freshness';
import type { Session } from '@/lib/session/session';
import { renewSession, rotateRefreshToken, startSession } from '@/lib/session/session-changes';
import { SharedRenewals } from '@/lib/session/shared-renewals';
import { delay } from './delay';
import type { SimulatedLogto } from './simulated-logto';
import type { SimulatedRedis } from './simulated-redis';

const never = new Promise<never>(() => undefined);

/** One process of the app: the real machine for renewals, beside a Logto and a Redis that are simulated. */
export class SimulatedInstance {
  readonly #renewals: Renewals;

  readonly #logto: SimulatedLogto;

  readonly #store: SharedStore | undefined;

  readonly #endings = new Map<string, Ending>();

  #isDead = false;

  #awakeAt = 0;

  constructor(logto: SimulatedLogto, redis: SimulatedRedis | undefined) {
    this.#logto = logto;
    this.#store = redis?.connect(() => this.#isAwake());
    const codec = {
      encode: (state: Session) => Promise.resolve(JSON.stringify(state)),
      decode: (text: string) => Promise.resolve(JSON.parse(text) as Session),
    };
    this.#renewals = new Renewals(
      {
        endingOf: (state) => this.#endingOf(state),
        endSession: (state, how) => this.end(state, how),
      },
      this.#store && new SharedRenewals(this.#store, codec),
    );
  }

  /** It never does anything again. */
  die(): void {
    this.#isDead = true;
  }

  /** It does nothing for so long, and then goes on as if no time had passed. */
  stop(milliseconds: number): void {
    this.#awakeAt = Date.now() + milliseconds;
  }

  async signIn(id: string, user: string): Promise<Outcome> {
    return this.#renewals.enqueue(id, undefined, {
      isEnough: () => true,
      run: () => this.#awake(Promise.resolve(startSession(id, this.#logto.signIn(user), ''))),
      concernsAll: () => true,
    });
  }

  async renew(session: Session): Promise<Outcome> {
    if (await this.#endingOf(session).catch(() => 'unknown')) return {};
    return this.#renewals.enqueue(session.id, session, {
      isEnough: (state) => state.generation > session.generation && !isOutdated(state),
      run: async (state = session, turn) => {
        turn.assertHeld();
        const tokens = await this.#awake(this.#logto.refresh(state.refreshToken ?? ''));
        const rotated = rotateRefreshToken(state, tokens.refreshToken ?? '');
        await turn.publish(rotated);
        if (!tokens.idToken) throw new AuthError('invalid_response');
        return renewSession(rotated, tokens, '');
      },
      concernsAll: (error) => isTransient(error) || codeOf(error) === 'session_ended',
    });
  }

  /** Whether it hadn't ended like that before; rejects where only this instance knows. */
  async end({ id }: Session, ending: Ending): Promise<boolean> {
    const known = this.#endings.get(id);
    if (known !== 'replaced') this.#endings.set(id, ending);
    if (!this.#store) return known !== ending && known !== 'replaced';
    const entry = {
      version: ending === 'replaced' ? 2 : 1,
      value: `${ending} ${crypto.randomUUID()}`,
    };
    const held = await this.#store.setIfNewer(`over:${id}`, entry, 1_000_000);
    return held.value === entry.value;
  }

  async #endingOf({ id }: Session): Promise<Ending | undefined> {
    const known = this.#endings.get(id);
    if (known === 'replaced' || !this.#store) return known;
    const [entry] = await this.#store.get(`over:${id}`);
    return entry ? (entry.version === 2 ? 'replaced' : 'ended') : known;
  }

  async #awake<T>(result: Promise<T>): Promise<T> {
    const settled = await result.then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    await this.#isAwake();
    return settled();
  }

  async #isAwake(): Promise<void> {
    if (this.#isDead) await never;
    while (Date.now() < this.#awakeAt) await delay(this.#awakeAt - Date.now());
    if (this.#isDead) await never;
  }
}
