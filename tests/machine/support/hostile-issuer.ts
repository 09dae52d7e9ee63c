import { randomUUID } from 'node:crypto';
import { ecKey, encodeJwt, hmac, type Members, type Signer } from './hostile-signing';

/** The differences of a token from a good one. */
export interface Forgery {
  claims?: Members;
  header?: Members;
  /** Returns the signer to use instead of the right one. */
  signer?: (own: Signer) => Signer;
}

const stranger = ecKey();

/** Tokens of every kind whose signature or header must not be accepted, with what is wrong. */
export const badSignatures: [title: string, forgery: Forgery][] = [
  [
    'signed with the public key as a secret',
    { signer: ({ pem, ...own }) => ({ ...own, ...hmac(pem) }) },
  ],
  ['signed by a key that is not published', { signer: () => stranger }],
  [
    'signed by a stranger under the name of our key',
    { signer: ({ kid }) => ({ ...stranger, ...(kid && { kid }) }) },
  ],
  [
    'signed by a stranger, and the header brings the key',
    { signer: () => stranger, header: { jwk: stranger.jwk } },
  ],
  [
    'a header with an extension that must be understood',
    { header: { crit: ['made-up'], 'made-up': 1 } },
  ],
];

/** Seconds since the epoch. */
export const now = () => Math.floor(Date.now() / 1000);

/** Issues tokens like Logto's, and forgeries of them. */
export class HostileIssuer {
  /** Signs all tokens. */
  signer = ecKey();
  /** The signers whose public keys are in the key set. */
  published: Signer[] = [this.signer];
  readonly issuer: string;

  constructor(
    readonly endpoint: string,
    readonly clientId: string,
  ) {
    this.issuer = `${endpoint}/oidc`;
  }

  /** Replaces the key by a new one; the old one is gone. */
  rotate(): Signer {
    this.signer = ecKey();
    this.published = [this.signer];
    return this.signer;
  }

  /** Returns an ID token about a user. Like Logto's, it has no `typ`. */
  idToken(about: { sub: string; sid: string; nonce: string }, forgery?: Forgery): string {
    return this.#issue({ aud: this.clientId, ...about }, {}, forgery);
  }

  /** An access token for the first of the app's resources (RFC 9068). */
  accessToken(forgery?: Forgery): string {
    const claims = { sub: 'anna', aud: 'https://api.example.com', scope: 'read:orders' };
    return this.#issue({ ...claims, client_id: this.clientId }, { typ: 'at+jwt' }, forgery);
  }

  /** A logout token; whom it is about, `sub` or `sid`, is for the forgery to say. */
  logoutToken(forgery?: Forgery): string {
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const claims = { aud: this.clientId, jti: randomUUID(), events };
    return this.#issue(claims, { typ: 'logout+jwt' }, forgery);
  }

  #issue(claims: Members, header: Members, forgery: Forgery = {}): string {
    const { signer = (own: Signer) => own } = forgery;
    const common = { iss: this.issuer, iat: now(), exp: now() + 3600 };
    return encodeJwt(
      { ...header, ...forgery.header },
      { ...common, ...claims, ...forgery.claims },
      signer(this.signer),
    );
  }
}
