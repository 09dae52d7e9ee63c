import { AuthError } from '@/lib/errors';
import type { Tokens } from '@/lib/session/session';
import type { Random } from '../support/random';
import { pass } from './pass';

interface Grant {
  user: string;
  isRevoked: boolean;
}

interface RefreshToken {
  grant: Grant;
  consumedAt?: number;
}

/** How this Logto behaves. */
export interface LogtoWeather {
  /** Milliseconds in which a refresh token that was spent is still taken. */
  graceMilliseconds: number;
  /** Of a hundred requests, so many fail before Logto has seen them. */
  failures: number;
  /** Of a hundred answers, so many rotate the refresh token and bring an ID token that is refused. */
  badIdTokens: number;
  /** Longest time that a request or an answer is on its way. */
  latencyMilliseconds: number;
}

/** A Logto that rotates at every refresh, and ends the grant when a token is spent once more. */
export class SimulatedLogto {
  readonly #tokens = new Map<string, RefreshToken>();

  /** Refresh tokens that came again after they were spent. */
  readonly spentTwice: string[] = [];

  #weather: LogtoWeather;

  readonly #random: Random;

  constructor(weather: LogtoWeather, random: Random) {
    this.#weather = weather;
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

  isSpent(refreshToken: string | undefined): boolean {
    return this.#tokens.get(refreshToken ?? '')?.consumedAt !== undefined;
  }

  /** Nothing fails any more. */
  calmDown(): void {
    this.#weather = { ...this.#weather, failures: 0, badIdTokens: 0 };
  }

  async refresh(refreshToken: string): Promise<Tokens> {
    await pass(this.#random.below(this.#weather.latencyMilliseconds));
    if (this.#random.inPercent(this.#weather.failures)) throw new AuthError('provider_unreachable');
    const token = this.#tokens.get(refreshToken);
    if (!token || token.grant.isRevoked) throw new AuthError('session_ended');
    if (token.consumedAt !== undefined) {
      this.spentTwice.push(refreshToken);
      if (Date.now() - token.consumedAt > this.#weather.graceMilliseconds) {
        token.grant.isRevoked = true;
        throw new AuthError('session_ended');
      }
    }
    token.consumedAt ??= Date.now();
    const tokens = this.#issue(token.grant);
    if (this.#random.inPercent(this.#weather.badIdTokens)) tokens.idToken = '';
    await pass(this.#random.below(this.#weather.latencyMilliseconds));
    return tokens;
  }

  #issue(grant: Grant): Tokens {
    const refreshToken = `${grant.user} ${this.#tokens.size}`;
    this.#tokens.set(refreshToken, { grant });
    return {
      origin: { sub: grant.user, iat: Math.floor(Date.now() / 1000) },
      idToken: grant.user,
      idTokenLifetimeSeconds: 4,
      refreshToken,
      accessToken: { value: 'opaque', lifetimeSeconds: 4 },
    };
  }
}
