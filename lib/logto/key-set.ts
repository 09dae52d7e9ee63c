import 'server-only';
import { createRemoteJWKSet, customFetch, type RemoteJWKSet } from 'jose';
import { getConfig } from '../config';
import { AuthError } from '../errors';
import { processWide } from '../process/process-wide';
import { getMetadata } from './client';
import { hasCode, toAuthError } from './errors';
import { fetchFromLogto } from './http';

/** Where a token comes from: Logto's own answer to us, or a request that anybody can make. */
export type Source = 'logto' | 'request';

/** For how long the key set is trusted before it is read again. */
const maxAgeMilliseconds = 10 * 60 * 1000;

/**
 * Between two looks at the key set that requests with an unknown key may cause. Short, because a token with a key
 * that Logto uses since the last look is refused meanwhile, and a logout token isn't sent again.
 */
const pauseMilliseconds = 5 * 1000;

interface KeySet {
  keys: RemoteJWKSet;
  /** By `performance.now()`, which no change of the system's clock moves. */
  loadedAt: number;
}

const shared = processWide('key set', () => ({
  byUri: new Map<string, KeySet>(),
  /** When a request with an unknown key last caused a look that succeeded, by `performance.now()`. */
  lookedAt: -Infinity,
}));

/**
 * Logto's public keys, at most ten minutes old. To be had before a code or a refresh token is spent:
 * were they only asked for afterwards and not to be had, what was issued would be lost.
 *
 * @throws {AuthError} `provider_unreachable`, `invalid_response`
 */
export async function getKeySet(): Promise<KeySet> {
  const { jwks_uri: uri = '' } = await getMetadata();
  const keySet = shared.byUri.get(uri) ?? connect(uri);
  shared.byUri.set(uri, keySet);
  // By both clocks: one can be set back, the other may stand still while a serverless function is frozen.
  if (!keySet.keys.fresh || performance.now() - keySet.loadedAt > maxAgeMilliseconds)
    await reload(keySet);
  return keySet;
}

/**
 * Runs a verification with Logto's public keys. For a token whose key isn't among them there is one
 * immediate fresh look, because Logto may just have rotated. Further unknown keys that requests
 * show within seconds cause none: bad tokens must not become Logto's load. A look that fails
 * doesn't count: whether the key is Logto's remains to be seen.
 *
 * @throws {AuthError} `provider_unreachable`, `invalid_response`, and what `verify` throws
 * @see https://openid.net/specs/openid-connect-core-1_0.html#RotateSigKeys
 */
export async function withKeySet<T>(
  source: Source,
  verify: (keys: RemoteJWKSet) => Promise<T>,
): Promise<T> {
  const keySet = await getKeySet();
  try {
    return await verify(keySet.keys);
  } catch (error) {
    const isFirst = performance.now() - shared.lookedAt > pauseMilliseconds;
    if (!hasCode(error, 'ERR_JWKS_NO_MATCHING_KEY') || (source === 'request' && !isFirst))
      throw error;
    await reload(keySet);
    if (source === 'request') shared.lookedAt = performance.now();
    return verify(keySet.keys);
  }
}

function connect(uri: string): KeySet {
  const url = URL.parse(uri);
  // On plain http, anybody on the way could put in keys of their own.
  const isSafe = url?.protocol === 'https:' || getConfig().issuer.startsWith('http:');
  if (!url || !isSafe) throw new AuthError('invalid_response');
  const keys = createRemoteJWKSet(url, {
    cacheMaxAge: maxAgeMilliseconds,
    cooldownDuration: Infinity, // when to look again is decided here
    [customFetch]: fetchFromLogto,
  });
  return { keys, loadedAt: -Infinity };
}

/** Requests that ask for it at the same time share one look. */
async function reload(keySet: KeySet): Promise<void> {
  try {
    await keySet.keys.reload();
  } catch (error) {
    throw toAuthError(error);
  }
  keySet.loadedAt = performance.now();
}
