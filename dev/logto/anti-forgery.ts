import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Proves that a form comes from a page of this server: whoever could only send a browser here has not
 * seen the proof. Good as long as the server runs.
 */
export class AntiForgery {
  readonly #key = randomBytes(32);

  /** The value for the form's field `xsrf`. `purpose` names the page, or whose it is. */
  tokenFor(purpose: string): string {
    return createHmac('sha256', this.#key).update(purpose).digest('base64url');
  }

  /** Whether a submitted value is the one that was given out for this purpose. */
  isRight(purpose: string, token = ''): boolean {
    const [expected, given] = [this.tokenFor(purpose), token].map((value) => Buffer.from(value));
    return (
      expected !== undefined &&
      given?.length === expected.length &&
      timingSafeEqual(expected, given)
    );
  }
}
