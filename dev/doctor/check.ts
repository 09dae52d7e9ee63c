/** The checks, in the order in which they are shown. Scripts rely on these ids. */
export const titles = {
  environment: 'Environment',
  session_secret: 'Session secret',
  session_lifetimes: 'Session lifetimes',
  proxy: 'Proxy',
  discovery: 'Logto',
  issuer: 'Issuer',
  clock: 'Clock',
  client_id: 'Application',
  client_secret: 'Application secret',
  redirect_uri: 'Redirect URI',
  post_sign_out_redirect_uri: 'Post sign-out redirect URI',
  resources: 'API resources',
  scopes: 'Scopes',
  account_center: 'Account center',
  webhook: 'Webhook',
  redis: 'Redis',
  base_url: 'Address of the app',
};

/** Id of a check. */
export type CheckId = keyof typeof titles;

/**
 * The result of a check. `warning`: it works, but should not go into production like this. `skipped`:
 * another problem must be fixed first.
 */
export interface Finding {
  status: 'ok' | 'warning' | 'failed' | 'skipped';
  /** The result as a sentence, without any secret. */
  message: string;
  /** The way to fix or improve it. */
  fix?: string;
}

/** A check with its result. */
export interface Check extends Finding {
  id: CheckId;
}

/** It works; a hint may say how to improve it. */
export const ok = (message: string, hint?: string): Finding => ({
  status: 'ok',
  message,
  ...(hint === undefined ? {} : { fix: hint }),
});

/** It works, but should not stay like this. */
export const warning = (message: string, fix: string): Finding => ({
  status: 'warning',
  message,
  fix,
});

/** It doesn't work. */
export const failed = (message: string, fix: string): Finding => ({
  status: 'failed',
  message,
  fix,
});

/** Runs checks, and skips those whose result would mean nothing. */
export class Examination {
  readonly #found = new Map<CheckId, Finding>();
  readonly #unusable: ReadonlySet<string>;

  /** @param unusable names of the variables without a usable value */
  constructor(unusable: ReadonlySet<string>) {
    this.#unusable = unusable;
  }

  /** Runs a check, unless a variable that it reads is unusable, or a check that it depends on failed. */
  async run(
    id: CheckId,
    needs: { variable?: string; after?: CheckId },
    check: () => Finding | Promise<Finding>,
  ): Promise<void> {
    const skipped = this.#obstacle(needs);
    this.#found.set(id, skipped ?? (await check()));
  }

  /** All results, in the order of {@link titles}. */
  get checks(): Check[] {
    return (Object.keys(titles) as CheckId[]).flatMap((id) => {
      const finding = this.#found.get(id);
      return finding ? [{ id, ...finding }] : [];
    });
  }

  #obstacle({ variable = '', after }: { variable?: string; after?: CheckId }) {
    const skip = (what: string): Finding => ({
      status: 'skipped',
      message: `Not checked: fix ${what} first.`,
    });
    const earlier = after && this.#found.get(after);
    if (after && earlier?.status === 'failed') return skip(`“${titles[after]}”`);
    if (earlier?.status === 'skipped') return earlier;
    return this.#unusable.has(variable) ? skip(variable) : undefined;
  }
}
