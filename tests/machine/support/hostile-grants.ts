import { createHash, randomUUID } from 'node:crypto';

/** A sign-in: the contents of its tokens, and the conditions for redeeming its code. */
export interface Grant {
  sub: string;
  sid: string;
  nonce: string;
  codeChallenge: string | null;
  redirectUri: string | null;
}

/** The sign-ins at a provider, by their codes, opaque access tokens and refresh tokens. */
export class Grants {
  readonly #byToken = new Map<string, Grant>();

  /** A new code or token for a grant. */
  issue(grant: Grant): string {
    const token = randomUUID();
    this.#byToken.set(token, grant);
    return token;
  }

  /** Returns the grant of a token. */
  of(token: string): Grant | undefined {
    return this.#byToken.get(token);
  }

  revoke(token: string): void {
    this.#byToken.delete(token);
  }

  /** Returns the grant of a token request: its refresh token's, or, once, its code's (RFC 7636, 4.6). */
  redeem(request: URLSearchParams): Grant | undefined {
    const refreshToken = request.get('refresh_token');
    if (refreshToken !== null) return this.of(refreshToken);
    const code = request.get('code') ?? '';
    const grant = this.of(code);
    this.revoke(code);
    const verifier = createHash('sha256').update(request.get('code_verifier') ?? '');
    const isGood =
      grant?.codeChallenge === verifier.digest('base64url') &&
      grant.redirectUri === request.get('redirect_uri');
    return isGood ? grant : undefined;
  }
}

/** Id and secret of an `Authorization: Basic` header: each was form-encoded first (RFC 6749, 2.3.1). */
export function basicCredentials(
  authorization: string,
): [id: string | null, secret: string | null] {
  const decoded = Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString();
  const [id = '', secret = '', ...rest] = decoded.split(':');
  const form = new URLSearchParams(`id=${id}&secret=${secret}`);
  return rest.length === 0 ? [form.get('id'), form.get('secret')] : [null, null];
}
