import 'server-only';
import { createRemoteJWKSet, errors, type RemoteJWKSet } from 'jose';
import { now } from '../clock';
import { processWide } from '../process-wide';
import { getClient } from './client';

/** Seconds between two looks at the key set that tokens with an unknown key may cause. */
const pause = 30;

const state = processWide('key set', () => ({
  keys: undefined as RemoteJWKSet | undefined,
  lastLook: 0,
}));

/**
 * Runs a verification with Logto's public keys. They are cached; for a token whose key isn't among
 * them there is one immediate fresh look, because Logto may just have rotated. Further unknown keys
 * within half a minute cause no request: bad tokens must not become Logto's load.
 *
 * @throws {AuthError} `provider_unreachable`, `invalid_response`, and what `verify` throws
 * @see https://openid.net/specs/openid-connect-core-1_0.html#RotateSigKeys
 */
export async function withKeySet<T>(verify: (keys: RemoteJWKSet) => Promise<T>): Promise<T> {
  const keys = (state.keys ??= await load());
  try {
    return await verify(keys);
  } catch (error) {
    const unknownKey = error instanceof errors.JWKSNoMatchingKey;
    if (!unknownKey || now() - state.lastLook < pause) throw error;
    state.lastLook = now();
    await keys.reload();
    return verify(keys);
  }
}

async function load(): Promise<RemoteJWKSet> {
  const { jwks_uri: uri = '' } = (await getClient()).serverMetadata();
  return createRemoteJWKSet(new URL(uri), { cooldownDuration: Infinity });
}
