import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Tokens that prove that a form comes from a page of this server: another website can't read them.
 * They are valid as long as the server runs.
 */
export class AntiForgery {
  readonly #key = randomBytes(32);

  /** Returns the value for the form's field `xsrf`. `purpose` identifies the page or the session. */
  tokenFor(purpose: string): string {
    return createHmac('sha256', this.#key).update(purpose).digest('base64url');
  }

  /** Returns whether a submitted value is the token for this purpose. */
  isRight(purpose: string, token = ''): boolean {
    const [expected, given] = [this.tokenFor(purpose), token].map((value) => Buffer.from(value));
    return (
      expected !== undefined &&
      given?.length === expected.length &&
      timingSafeEqual(expected, given)
    );
  }
}
