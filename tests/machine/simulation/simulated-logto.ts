import { AuthError } from '@/lib/errors';
import type { Tokens } from '@/lib/logto/tokens';
import { now } from '@/lib/clock';
import type { Random } from '../support/random';
import { delay } from './delay';

interface Grant {
  user: string;
  isRevoked: boolean;
}

interface RefreshToken {
  grant: Grant;
  consumedAt?: number;
}

/** The behavior of a simulated Logto. */
export interface LogtoBehavior {
  /** Milliseconds in which a refresh token that was used is still accepted. */
  graceMilliseconds: number;
  /** The percentage of requests that fail before they reach Logto. */
  failurePercent: number;
  /** The percentage of answers with a new refresh token and an ID token that is invalid. */
  badIdTokenPercent: number;
  /** The longest time that a request or an answer takes. */
  latencyMilliseconds: number;
  idTokenLifetimeSeconds: number;
}

/** A Logto that rotates the refresh token at every refresh, and ends the grant if one is used again. */
export class SimulatedLogto {
  readonly #tokens = new Map<string, RefreshToken>();

  /** Refresh tokens that were used more than once. */
  readonly usedTwice: string[] = [];

  #behavior: LogtoBehavior;

  readonly #random: Random;

  constructor(behavior: LogtoBehavior, random: Random) {
    this.#behavior = behavior;
    this.#random = random;
  }

  signIn(user: string): Tokens {
    return this.#issue({ user, isRevoked: false });
  }

  /** Ends the grant at Logto. */
  revoke(refreshToken: string | undefined): void {
    const known = this.#tokens.get(refreshToken ?? '');
    if (known) known.grant.isRevoked = true;
  }

  /** Returns whether a refresh token was used at least the given number of milliseconds ago. */
  isUsed(refreshToken: string | undefined, milliseconds = 0): boolean {
    const { consumedAt } = this.#tokens.get(refreshToken ?? '') ?? {};
    return consumedAt !== undefined && Date.now() - consumedAt >= milliseconds;
  }

  /** From now on, nothing fails. */
  stopFailing(): void {
    this.#behavior = { ...this.#behavior, failurePercent: 0, badIdTokenPercent: 0 };
  }

  /** Returns an answer, and whether its ID token is valid. */
  async refresh(refreshToken: string): Promise<{ tokens: Tokens; isValid: boolean }> {
    await delay(this.#random.below(this.#behavior.latencyMilliseconds));
    if (this.#random.inPercent(this.#behavior.failurePercent))
      throw new AuthError('provider_unreachable');
    const token = this.#tokens.get(refreshToken);
    if (!token || token.grant.isRevoked) throw new AuthError('session_ended');
    if (token.consumedAt !== undefined) {
      this.usedTwice.push(refreshToken);
      if (Date.now() - token.consumedAt > this.#behavior.graceMilliseconds) {
        token.grant.isRevoked = true;
        throw new AuthError('session_ended');
      }
    }
    token.consumedAt ??= Date.now();
    const tokens = this.#issue(token.grant);
    const isValid = !this.#random.inPercent(this.#behavior.badIdTokenPercent);
    await delay(this.#random.below(this.#behavior.latencyMilliseconds));
    return { tokens, isValid };
  }

  #issue(grant: Grant): Tokens {
    const refreshToken = `${grant.user} ${this.#tokens.size}`;
    this.#tokens.set(refreshToken, { grant });
    const { idTokenLifetimeSeconds } = this.#behavior;
    const [iat, exp] = [now(), now() + idTokenLifetimeSeconds];
    return {
      claims: { iss: 'logto', aud: 'app', sub: grant.user, iat, exp },
      idTokenLifetimeSeconds,
      refreshToken,
      accessToken: { value: 'opaque', lifetimeSeconds: 4 },
    };
  }
}
