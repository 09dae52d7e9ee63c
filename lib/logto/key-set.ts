import 'server-only';
import { createRemoteJWKSet, customFetch, errors, type RemoteJWKSet } from 'jose';
import { now } from '../process/clock';
import { getConfig } from '../config';
import { AuthError } from '../errors';
import { processWide } from '../process/process-wide';
import { getClient } from './client';
import { toAuthError } from './errors';
import { fetchFromLogto } from './http';

/** Where a token comes from: Logto's own answer to us, or a request that anybody can make. */
export type Source = 'logto' | 'request';

/** Seconds between two looks at the key set that requests with an unknown key may cause. */
const pause = 30;

const shared = processWide('key set', () => ({
  byUri: new Map<string, RemoteJWKSet>(),
  lastLook: 0,
}));

/**
 * Logto's public keys, at most ten minutes old. To be had before a code or a refresh token is spent:
 * were they only asked for afterwards and not to be had, what was issued would be lost.
 *
 * @throws {AuthError} `provider_unreachable`, `invalid_response`
 */
export async function getKeySet(): Promise<RemoteJWKSet> {
  const { jwks_uri: uri = '' } = (await getClient()).serverMetadata();
  const keys = shared.byUri.get(uri) ?? connect(uri);
  shared.byUri.set(uri, keys);
  if (!keys.fresh) await reload(keys);
  return keys;
}

/**
 * Runs a verification with Logto's public keys. For a token whose key isn't among them there is one
 * immediate fresh look, because Logto may just have rotated. Further unknown keys that requests
 * show within half a minute cause none: bad tokens must not become Logto's load.
 *
 * @throws {AuthError} `provider_unreachable`, `invalid_response`, and what `verify` throws
 * @see https://openid.net/specs/openid-connect-core-1_0.html#RotateSigKeys
 */
export async function withKeySet<T>(
  source: Source,
  verify: (keys: RemoteJWKSet) => Promise<T>,
): Promise<T> {
  const keys = await getKeySet();
  try {
    return await verify(keys);
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    if (source === 'request') {
      if (now() - shared.lastLook < pause) throw error;
      shared.lastLook = now();
    }
    await reload(keys);
    return verify(keys);
  }
}

function connect(uri: string): RemoteJWKSet {
  const url = URL.parse(uri);
  // On plain http, anybody on the way could put in keys of their own.
  const isSafe = url?.protocol === 'https:' || getConfig().issuer.startsWith('http:');
  if (!url || !isSafe) throw new AuthError('invalid_response');
  return createRemoteJWKSet(url, { cooldownDuration: Infinity, [customFetch]: fetchFromLogto });
}

async function reload(keys: RemoteJWKSet): Promise<void> {
  try {
    await keys.reload();
  } catch (error) {
    throw toAuthError(error);
  }
}
