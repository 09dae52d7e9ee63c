import { createHmac } from 'node:crypto';
import type { Account } from './accounts';

/** Milliseconds to wait for the application's answer, as in Logto. */
const timeoutMilliseconds = 10_000;

/** The application's webhook, as it would be registered in Logto's Console. */
export interface Webhook {
  /** The application's own address first. */
  urls: string[];
  signingKey: string;
}

/** The header with the signature of a webhook. */
export const signatureHeader = 'logto-signature-sha-256';

/** Returns the signature: an HMAC of the body, exactly as it is sent. */
export function signatureOf(body: string, signingKey: string): string {
  return createHmac('sha256', signingKey).update(body).digest('hex');
}

/** Sends events to the application in Logto's format. Each is sent once, also if it fails. */
export class Webhooks {
  readonly #hook: Webhook | undefined;

  constructor(hook: Webhook | undefined) {
    this.#hook = hook;
  }

  /**
   * Sends an event that has just happened.
   *
   * @returns the status of the application's answer; `undefined` if there is no hook or no answer
   */
  async send(event: string, details: Record<string, unknown>): Promise<number | undefined> {
    if (!this.#hook) return undefined;
    const { urls, signingKey } = this.#hook;
    const createdAt = new Date().toISOString();
    const body = JSON.stringify({ hookId: 'local-hook', event, createdAt, ...details });
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Logto (https://logto.io/)',
      [signatureHeader]: signatureOf(body, signingKey),
    };
    const post = async (url: string) => {
      const signal = AbortSignal.timeout(timeoutMilliseconds);
      const response = await fetch(url, { method: 'POST', headers, body, signal }).catch(
        () => undefined,
      );
      await response?.body?.cancel();
      return response?.status;
    };
    const [status] = await Promise.all(urls.map(post));
    return status;
  }
}

/** A user, as webhooks show them. */
export const userEntity = (account: Account) => ({
  id: account.id,
  username: account.username,
  primaryEmail: account.email,
  primaryPhone: account.phone,
  name: account.name,
  avatar: account.picture,
  customData: account.customData,
  identities: account.identities,
  profile: account.profile,
  createdAt: account.createdAt,
  updatedAt: account.updatedAt,
  isSuspended: account.suspended,
});
