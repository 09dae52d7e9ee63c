import 'server-only';
import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey, RemoteJWKSet } from 'jose';
import { LRUCache } from 'lru-cache';
import { clockToleranceSeconds, now } from '../clock';
import { getConfig } from '../config';
import { AuthError } from '../errors';
import { processWide } from '../process-wide';
import { fetchFromLogto, getMetadata } from './client';
import { hasCode, throwAuthError, toAuthError } from './errors';

/** Only asymmetric algorithms, whatever the metadata lists. */
const asymmetric = ['ES384', 'ES256', 'ES512', 'RS256', 'PS256', 'EdDSA'];

/** The origin of a token: Logto's own answer, or a request that anyone can send. */
type Source = 'logto' | 'request';

/**
 * Verifies a JWT with Logto's published keys: its signature, issuer, audience, lifetime, and `typ`, so that no token
 * passes for one of another kind (RFC 8725, 3.11). Logto's ID tokens have no `typ`. The caller must parse the claims.
 * @throws jose's errors. AuthErrors mean that the keys could not be loaded; the token may be valid.
 */
export async function verifyJwt(
  token: string,
  { source, audience, typ }: { source: Source; audience: string; typ?: string },
): Promise<JWTPayload> {
  const { id_token_signing_alg_values_supported: supported = [] } = await getMetadata();
  const { payload, protectedHeader } = await jwtVerify(token, await getKeyFinder(source), {
    issuer: getConfig().issuer,
    audience,
    algorithms: asymmetric.filter((algorithm) => supported.includes(algorithm)),
    clockTolerance: clockToleranceSeconds,
    ...(typ !== undefined && { typ }),
  });
  if (typ === undefined && !/^JWT$/i.test(protectedHeader.typ ?? 'JWT'))
    throw new errors.JWTClaimValidationFailed('a token of another type', payload, 'typ');
  if ((payload.iat ?? 0) > now() + clockToleranceSeconds)
    throw new errors.JWTClaimValidationFailed('issued in the future', payload, 'iat');
  return payload;
}

/** The age in milliseconds at which the key set is loaded again. */
const ttl = 10 * 60 * 1000;

const cache = processWide('key sets', () => {
  return new LRUCache({ max: 2, ttl, ttlResolution: 0, fetchMethod: loadKeySet });
});

/**
 * Returns Logto's public keys, at most ten minutes old. Call it before using a code or a refresh token: if the keys
 * could not be loaded afterwards, the tokens that Logto issued would be lost.
 * @throws {AuthError} `provider_unreachable`, `invalid_response`
 */
export async function getKeySet(): Promise<RemoteJWKSet> {
  const { jwks_uri: uri = '' } = await getMetadata();
  const keys = await cache.forceFetch(uri);
  // Checks both clocks: the cache's stops while a serverless function is frozen, and the system's can be set back.
  return keys.fresh ? keys : cache.forceFetch(uri, { forceRefresh: true });
}

async function loadKeySet(uri: string): Promise<RemoteJWKSet> {
  const url = URL.parse(uri);
  // With plain http, anyone on the network path could replace the keys.
  const isSafe = url?.protocol === 'https:' || getConfig().issuer.startsWith('http:');
  if (!url || !isSafe) throw new AuthError('invalid_response');
  // Within the cooldown, an unknown key does not cause another load: bad tokens must not burden Logto.
  const options = { cacheMaxAge: ttl, cooldownDuration: 5_000, [customFetch]: fetchFromLogto };
  const keys = createRemoteJWKSet(url, options);
  await keys.reload().catch(throwAuthError);
  return keys;
}

/**
 * Returns a function that finds a token's key. For an unknown key jose loads the set again, except within the cooldown;
 * for Logto's own answer it is loaded then, too, because Logto may have rotated its keys. Throws as {@link getKeySet}.
 */
async function getKeyFinder(source: Source): Promise<JWTVerifyGetKey> {
  const keys = await getKeySet();
  const mustReload = source === 'logto' && keys.coolingDown;
  return (header, token) =>
    keys(header, token).catch(async (error: unknown) => {
      if (hasCode(error, 'ERR_JWKS_MULTIPLE_MATCHING_KEYS')) throw error;
      if (!hasCode(error, 'ERR_JWKS_NO_MATCHING_KEY')) throw toAuthError(error);
      if (!mustReload) throw error;
      await keys.reload().catch(throwAuthError);
      return keys(header, token);
    });
}
