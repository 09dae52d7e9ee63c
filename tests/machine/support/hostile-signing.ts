import { createHmac, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';

/** Members of a JSON object to change; `undefined` leaves one out. */
export type Members = Record<string, unknown>;

/** A way to sign a JWT. It checks nothing, because an attacker who forges tokens uses no library that checks. */
export interface Signer {
  alg: string;
  kid?: string;
  /** Its public key, as a key set publishes it. */
  jwk?: Members;
  /** Its public key, as an attacker may take it for a secret. */
  pem?: string | Buffer;
  sign(input: string): Buffer;
}

/** A new key like Logto's own: ES384. */
export function ecKey(): Signer {
  const { publicKey, privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const signature = (input: string) =>
    sign('sha384', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return withPublicKey('ES384', publicKey, signature);
}

/** Returns a new key like those of a Logto tenant with RSA: RS256. */
export function rsaKey(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return withPublicKey('RS256', publicKey, (input) =>
    sign('sha256', Buffer.from(input), privateKey),
  );
}

/** HS256, which anybody can make who knows the secret, or for whom the public key passes for one. */
export function hmac(secret: string | Buffer = ''): Signer {
  return { alg: 'HS256', sign: (input) => createHmac('sha256', secret).update(input).digest() };
}

/** No signature: `alg` is `none`. */
export const unsigned: Signer = { alg: 'none', sign: () => Buffer.alloc(0) };

/** The right key, and a signature that is off by one bit. */
export function damaged(signer: Signer): Signer {
  const sign = (input: string) => {
    const signature = signer.sign(input);
    signature.writeUInt8(signature.readUInt8(9) ^ 1, 9);
    return signature;
  };
  return { ...signer, sign };
}

/** A JWT with this header and these claims, in their place or on top of `alg` and `kid`. */
export function encodeJwt(header: Members, claims: Members, signer: Signer): string {
  const { alg, kid } = signer;
  const input = [{ alg, kid, ...header }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${input}.${signer.sign(input).toString('base64url')}`;
}

function withPublicKey(alg: string, publicKey: KeyObject, signature: Signer['sign']): Signer {
  const kid = randomUUID();
  return {
    alg,
    kid,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' },
    pem: publicKey.export({ format: 'pem', type: 'spki' }),
    sign: signature,
  };
}
