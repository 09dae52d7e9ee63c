import 'server-only';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { clockToleranceSeconds, now } from '../process/clock';
import { getConfig } from '../config';
import { getMetadata } from './client';
import { withKeySet, type Source } from './key-set';

/** Signatures that only Logto can make; never a symmetric one, whatever its metadata says. */
const asymmetric = ['ES384', 'ES256', 'ES512', 'RS256', 'PS256', 'EdDSA'];

/** What a kind of token must be, besides signed by Logto, issued by it, and within its lifetime. */
interface Expected {
  source: Source;
  /** Who must be in `aud`. */
  audience: string;
  /** What the header's `typ` must be, so that no token passes for one of another kind. An ID token has none. */
  typ?: string;
}

/**
 * Verifies a JWT of Logto's: signature, issuer, audience and lifetime, by Logto's published keys.
 *
 * @returns its claims; which of them must be there is for the caller's schema to say
 * @throws jose's errors where the token is not good; {AuthError} `provider_unreachable`,
 *   `invalid_response` where Logto's keys can't be had, which says nothing about the token
 * @see https://www.rfc-editor.org/rfc/rfc8725#section-3
 */
export async function verifyJwt(
  token: string,
  { source, audience, typ }: Expected,
): Promise<JWTPayload> {
  const { id_token_signing_alg_values_supported: supported = [] } = await getMetadata();
  const { payload, protectedHeader } = await withKeySet(source, (keys) =>
    jwtVerify(token, keys, {
      issuer: getConfig().issuer,
      audience,
      algorithms: asymmetric.filter((algorithm) => supported.includes(algorithm)),
      clockTolerance: clockToleranceSeconds,
      ...(typ === undefined ? {} : { typ }),
    }),
  );
  if (typ === undefined && !/^JWT$/i.test(protectedHeader.typ ?? 'JWT'))
    throw new errors.JWTClaimValidationFailed('a token of another type', payload, 'typ');
  if ((payload.iat ?? 0) > now() + clockToleranceSeconds)
    throw new errors.JWTClaimValidationFailed('issued in the future', payload, 'iat');
  return payload;
}
