import { AuthError } from '@/lib/errors';
import type { RedisClient, RedisConnection } from '@/lib/session/redis';
import * as scripts from '@/lib/session/redis-scripts';
import type { Random } from '../support/random';
import { delay } from './delay';

/** The behavior of a simulated Redis. */
export interface RedisBehavior {
  /** The longest time that a command or its answer takes. */
  latencyMilliseconds: number;
  /** The percentage of commands that fail: one half before they ran, one half after. */
  failurePercent: number;
}

interface Entry {
  value: string;
  endsAt: number;
}

type Arguments = [string, string, string];

/** A Redis with the app's scripts that is slow, drops commands and answers, and forgets. */
export class SimulatedRedis {
  readonly #entries = new Map<string, Entry>();

  /** True after it lost what it had stored. */
  hasForgotten = false;

  #behavior: RedisBehavior;

  readonly #random: Random;

  constructor(behavior: RedisBehavior, random: Random) {
    this.#behavior = behavior;
    this.#random = random;
  }

  /** Loses everything, as in a failover to a replica that had not received anything yet. */
  forget(): void {
    this.#entries.clear();
    this.hasForgotten = true;
  }

  /** From now on, nothing fails. */
  stopFailing(): void {
    this.#behavior = { ...this.#behavior, failurePercent: 0 };
  }

  /**
   * Returns an instance's connection.
   *
   * @param isAwake resolves when the instance runs: at once, later if it is stopped, never if it died
   */
  connect(isAwake: () => Promise<void>): Pick<RedisConnection, 'send'> {
    const command = async <T>(run: () => T): Promise<T> => {
      await isAwake();
      await delay(this.#random.below(this.#behavior.latencyMilliseconds));
      const fails = this.#random.inPercent(this.#behavior.failurePercent);
      if (fails && this.#random.inPercent(50)) throw new AuthError('unavailable');
      const answer = run();
      await delay(this.#random.below(this.#behavior.latencyMilliseconds));
      await isAwake();
      if (fails) throw new AuthError('unavailable');
      return answer;
    };
    const client = {
      getex: (key: string) => command(() => this.#get(key) ?? null),
      eval: (script: string, _keys: 1, key: string, ...args: (string | number)[]) =>
        command(() => this.#run(script, key, args.map(String) as Arguments)),
    };
    return { send: (commands) => commands(client as unknown as RedisClient) };
  }

  #get(key: string): string | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.endsAt > Date.now() ? entry.value : undefined;
  }

  #set(key: string, value: string, seconds: number): void {
    this.#entries.set(key, { value, endsAt: Date.now() + seconds * 1000 });
  }

  /** Runs the script with this text: in JavaScript, line by line as it is written in Lua. */
  #run(script: string, key: string, [first, second, third]: Arguments): unknown {
    const held = this.#get(key);
    const numbers = /^(\d+):(\d+):/
      .exec(held ?? '')
      ?.slice(1)
      .map(Number);
    const [generation, rotatedIn] = numbers ?? [];
    switch (script) {
      case scripts.readState: {
        if (held === undefined) return null;
        if (generation === undefined || rotatedIn === undefined) return held;
        const secondsLeft = ((this.#entries.get(key)?.endsAt ?? 0) - Date.now()) / 1000;
        if (Number(second) >= rotatedIn && secondsLeft > Number(third))
          this.#set(key, held, Number(third));
        return generation > Number(first) ? held : null;
      }
      case scripts.putState:
        if (held !== undefined && generation === undefined) return 0;
        if (generation !== undefined && generation >= Number(first)) return 0;
        this.#set(key, second, Number(third));
        return 1;
      case scripts.endState:
        if (held === 'replaced' || held === first) return 0;
        this.#set(key, first, Number(second));
        return 1;
      case scripts.setIfHigher:
        if (held !== undefined && Number(held) >= Number(first)) return 0;
        this.#set(key, first, Number(second));
        return 1;
      case scripts.lock: {
        const hasFailed = held?.startsWith('failed:') ?? false;
        if (hasFailed && third === '1') return held;
        if (held !== undefined && !hasFailed && held !== first) return 0;
        this.#set(key, first, Number(second) / 1000);
        return 1;
      }
      case scripts.extendLock:
        if (held !== first) return 0;
        this.#set(key, first, Number(second) / 1000);
        return 1;
      case scripts.unlock:
        if (held !== first) return 0;
        if (second === '') this.#entries.delete(key);
        else this.#set(key, second, Number(third));
        return 1;
      default:
        throw new Error('This script is unknown here.');
    }
  }
}
