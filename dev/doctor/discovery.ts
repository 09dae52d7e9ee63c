import { z } from 'zod';
import type { Config } from '../../lib/config';
import { clockToleranceSeconds } from '../../lib/clock';
import { ask, NoAnswer } from '../ask';
import { failed, ok, warning, type Finding } from './check';
import { endpointHint } from './settings';

/** Seconds. A clock that the network sets differs by less. */
const noticeableSeconds = 30;

/** The part of the metadata that the checks need. */
const metadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  end_session_endpoint: z.url(),
  scopes_supported: z.array(z.string()).optional(),
});

type Metadata = z.infer<typeof metadataSchema>;

const hint =
  "LOGTO_ENDPOINT must be your tenant's address: the Console shows it on the application's page as “Logto endpoint”. Self-hosted, it is Logto's ENDPOINT, not its ADMIN_ENDPOINT.";

/** Logto's metadata, and checks of it. Call {@link find} first. */
export class Discovery {
  readonly #config: Config;
  #metadata: Metadata | undefined;
  #secondsAhead: number | undefined;

  constructor(config: Config) {
    this.#config = config;
  }

  /** Logto's endpoints and scopes. */
  get metadata(): Metadata {
    if (!this.#metadata) throw new Error('Nothing was discovered.');
    return this.#metadata;
  }

  /**
   * Fetches Logto's metadata.
   *
   * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
   */
  async find(): Promise<Finding> {
    const { endpoint, issuer } = this.#config;
    const fix = endpointHint(endpoint) ?? hint;
    try {
      const sent = Date.now();
      const { status, headers, body } = await ask(`${issuer}/.well-known/openid-configuration`, {
        headers: { 'cache-control': 'no-cache' },
      });
      this.#secondsAhead = secondsAhead(headers, (sent + Date.now()) / 2);
      this.#metadata = status === 200 ? metadataSchema.safeParse(body).data : undefined;
      if (this.#metadata) return ok(`Logto answers at ${endpoint}.`);
      return status >= 500
        ? failed(
            `${endpoint} answers with an error (HTTP ${status}).`,
            `Try again later, or: ${fix}`,
          )
        : failed(`${endpoint} answers, but not as a Logto tenant (HTTP ${status}).`, fix);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return failed(
        `${endpoint} can't be reached: ${error.message}.`,
        error.kind === 'certificate'
          ? 'If your own authority issued it, set NODE_EXTRA_CA_CERTS to the file with its certificate, here and for the app.'
          : fix,
      );
    }
  }

  /** Checks the issuer: the app refuses tokens of another one. */
  checkIssuer(): Finding {
    const { endpoint, issuer } = this.#config;
    if (this.metadata.issuer === issuer) return ok(`Its issuer is ${issuer}, as expected.`);
    const its = URL.parse(this.metadata.issuer)?.origin ?? 'another address';
    return failed(
      `Logto at ${endpoint} has the issuer of ${its}.`,
      `Set LOGTO_ENDPOINT=${its}. If Logto is self-hosted and ${endpoint} is right, set its own ENDPOINT to that.`,
    );
  }

  /** Compares the clocks: Logto dates tokens by its own, and the app checks them by this machine's. */
  checkClock(): Finding {
    const ahead = this.#secondsAhead;
    if (ahead === undefined) return ok('Logto sends no date to compare this clock with.');
    const off = Math.round(Math.abs(ahead));
    if (off <= noticeableSeconds) return ok("This machine's clock agrees with Logto's.");
    const amount = off < 120 ? `${off} seconds` : `${Math.round(off / 60)} minutes`;
    const message = `This machine's clock is ${amount} ${ahead > 0 ? 'behind' : 'ahead of'} Logto's.`;
    const fix =
      'Have the time set by the network (NTP); in a virtual machine, synchronize it with its host.';
    if (off <= clockToleranceSeconds)
      return warning(message, `It works up to ${clockToleranceSeconds / 60} minutes. ${fix}`);
    return failed(message, `Tokens would expire too early, or not be valid yet. ${fix}`);
  }
}

/** Seconds that Logto's clock is ahead of this machine's. A cache may have kept the answer for `Age` seconds. */
function secondsAhead(headers: Headers, now: number): number | undefined {
  const date = Date.parse(headers.get('date') ?? '');
  const age = Number(headers.get('age') ?? 0);
  return Number.isNaN(date) || Number.isNaN(age) ? undefined : (date - now) / 1000 + age;
}
