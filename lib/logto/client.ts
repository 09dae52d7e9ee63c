import 'server-only';
import * as oidc from 'openid-client';
import { getConfig, type Config } from '../config';
import { processWide } from '../process/process-wide';
import { toAuthError } from './errors';
import { fetchFromLogto } from './http';

/** How long Logto may take for one answer, in seconds. */
const timeout = 5;

/** Milliseconds after which Logto's metadata is read again: algorithms and addresses can change. */
const lifetime = 60 * 60 * 1000;

const shared = processWide('client', (): { discovered?: Promise<oidc.Configuration> } => ({}));

/**
 * The OpenID Connect client: Logto's metadata, read once and shared, with the app's credentials.
 * A failed discovery isn't kept: the next caller tries again.
 *
 * @throws {AuthError} `provider_unreachable`, `invalid_response`
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export async function getClient(): Promise<oidc.Configuration> {
  shared.discovered ??= discover(getConfig());
  const { discovered } = shared;
  try {
    return await discovered;
  } catch (error) {
    if (shared.discovered === discovered) delete shared.discovered;
    throw toAuthError(error);
  }
}

async function discover(config: Config): Promise<oidc.Configuration> {
  const client = await oidc.discovery(
    new URL(config.issuer),
    config.appId,
    undefined,
    oidc.ClientSecretBasic(config.appSecret),
    {
      timeout,
      [oidc.customFetch]: fetchFromLogto as oidc.CustomFetch, // its types know more kinds of bodies
      // `lib/config.ts` lets http through on a loopback host only.
      execute: config.issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
    },
  );
  setTimeout(() => delete shared.discovered, lifetime).unref();
  return client;
}
