import { z } from 'zod';
import type { Config } from '../../lib/config';
import { clockToleranceSeconds } from '../../lib/process/clock';
import { ask, NoAnswer } from '../ask';
import { failed, ok, warning, type Finding } from './check';
import { endpointHint } from './settings';

/** Seconds of difference that no clock has that is set by the network. */
const noticeableSeconds = 30;

/** What is needed of Logto's answer. */
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

/** What Logto says of itself, and what that tells. {@link find} comes first. */
export class Discovery {
  readonly #config: Config;
  #metadata: Metadata | undefined;
  #secondsAhead: number | undefined;

  constructor(config: Config) {
    this.#config = config;
  }

  /** The endpoints to ask further. */
  get metadata(): Metadata {
    if (!this.#metadata) throw new Error('Nothing was discovered.');
    return this.#metadata;
  }

  /**
   * Asks Logto for its metadata.
   *
   * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
   */
  async find(): Promise<Finding> {
    const { endpoint, issuer } = this.#config;
    const mend = endpointHint(endpoint) ?? hint;
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
            `Try again later, or: ${mend}`,
          )
        : failed(`${endpoint} answers, but not as a Logto tenant (HTTP ${status}).`, mend);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return failed(
        `${endpoint} can't be reached: ${error.message}.`,
        error.kind === 'certificate'
          ? 'If it is of your own authority, set NODE_EXTRA_CA_CERTS to the file of that, here and for the app.'
          : mend,
      );
    }
  }

  /** Tokens name their issuer, and the app refuses those of another. */
  checkIssuer(): Finding {
    const { endpoint, issuer } = this.#config;
    if (this.metadata.issuer === issuer) return ok(`It calls itself ${issuer}, as it should.`);
    const its = URL.parse(this.metadata.issuer)?.origin ?? 'something else';
    return failed(
      `Logto at ${endpoint} calls itself ${its}.`,
      `Set LOGTO_ENDPOINT=${its}. If Logto is self-hosted and ${endpoint} is right, set its own ENDPOINT to that.`,
    );
  }

  /** Tokens have a beginning and an end, by Logto's clock; the app judges them by its own, with some tolerance. */
  checkClock(): Finding {
    const ahead = this.#secondsAhead;
    if (ahead === undefined) return ok('Logto sends no date to compare this clock with.');
    const off = Math.round(Math.abs(ahead));
    if (off <= noticeableSeconds) return ok("This machine's clock agrees with Logto's.");
    const amount = off < 120 ? `${off} seconds` : `${Math.round(off / 60)} minutes`;
    const message = `This machine's clock is ${amount} ${ahead > 0 ? 'behind' : 'ahead of'} Logto's.`;
    const mend =
      'Have the time set by the network (NTP); in a virtual machine, synchronise it with its host.';
    if (off <= clockToleranceSeconds)
      return warning(message, `It works up to ${clockToleranceSeconds / 60} minutes. ${mend}`);
    return failed(
      message,
      `What Logto issues would count as expired too early, or as not valid yet. ${mend}`,
    );
  }
}

/** How far Logto's clock is ahead of ours. A cache may have kept the answer for `Age` seconds. */
function secondsAhead(headers: Headers, now: number): number | undefined {
  const date = Date.parse(headers.get('date') ?? '');
  const age = Number(headers.get('age') ?? 0);
  return Number.isNaN(date) || Number.isNaN(age) ? undefined : (date - now) / 1000 + age;
}
