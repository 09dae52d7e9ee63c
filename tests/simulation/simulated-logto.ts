import { AuthError } from '@/lib/errors';
import type { Tokens } from '@/lib/session/session-changes';
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

/** How this Logto behaves. */
export interface LogtoBehavior {
  /** Milliseconds in which a refresh token that was spent is still taken. */
  graceMilliseconds: number;
  /** Of a hundred requests, so many fail before Logto has seen them. */
  failurePercent: number;
  /** Of a hundred answers, so many rotate the refresh token and bring an ID token that is refused. */
  badIdTokenPercent: number;
  /** Longest time that a request or an answer is on its way. */
  latencyMilliseconds: number;
  idTokenLifetimeSeconds: number;
}

/** A Logto that rotates at every refresh, and ends the grant when a token is spent once more. */
export class SimulatedLogto {
  readonly #tokens = new Map<string, RefreshToken>();

  /** Refresh tokens that came again after they were spent. */
  readonly spentTwice: string[] = [];

  #behavior: LogtoBehavior;

  readonly #random: Random;

  constructor(behavior: LogtoBehavior, random: Random) {
    this.#behavior = behavior;
    this.#random = random;
  }

  signIn(user: string): Tokens {
    return this.#issue({ user, isRevoked: false });
  }

  /** Logto's own word that a session is over. */
  revoke(refreshToken: string | undefined): void {
    const known = this.#tokens.get(refreshToken ?? '');
    if (known) known.grant.isRevoked = true;
  }

  /** @param milliseconds since when, at least */
  isSpent(refreshToken: string | undefined, milliseconds = 0): boolean {
    const { consumedAt } = this.#tokens.get(refreshToken ?? '') ?? {};
    return consumedAt !== undefined && Date.now() - consumedAt >= milliseconds;
  }

  /** Nothing fails any more. */
  calmDown(): void {
    this.#behavior = { ...this.#behavior, failurePercent: 0, badIdTokenPercent: 0 };
  }

  async refresh(refreshToken: string): Promise<Tokens> {
    await delay(this.#random.below(this.#behavior.latencyMilliseconds));
    if (this.#random.inPercent(this.#behavior.failurePercent))
      throw new AuthError('provider_unreachable');
    const token = this.#tokens.get(refreshToken);
    if (!token || token.grant.isRevoked) throw new AuthError('session_ended');
    if (token.consumedAt !== undefined) {
      this.spentTwice.push(refreshToken);
      if (Date.now() - token.consumedAt > this.#behavior.graceMilliseconds) {
        token.grant.isRevoked = true;
        throw new AuthError('session_ended');
      }
    }
    token.consumedAt ??= Date.now();
    const tokens = this.#issue(token.grant);
    if (this.#random.inPercent(this.#behavior.badIdTokenPercent)) tokens.idToken = '';
    await delay(this.#random.below(this.#behavior.latencyMilliseconds));
    return tokens;
  }

  #issue(grant: Grant): Tokens {
    const refreshToken = `${grant.user} ${this.#tokens.size}`;
    this.#tokens.set(refreshToken, { grant });
    return {
      origin: { sub: grant.user, iat: Math.floor(Date.now() / 1000) },
      idToken: grant.user,
      idTokenLifetimeSeconds: this.#behavior.idTokenLifetimeSeconds,
      refreshToken,
      accessToken: { value: 'opaque', lifetimeSeconds: 4 },
    };
  }
}
