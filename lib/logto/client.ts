import 'server-only';
import * as oidc from 'openid-client';
import { getConfig } from '../config';
import { clockToleranceSeconds } from '../process/clock';
import { processWide } from '../process/process-wide';
import { toAuthError } from './errors';
import { fetchFromLogto } from './http';

/** How long Logto may take for one answer. */
const timeoutSeconds = 5;

/** After this time Logto's metadata is read again: algorithms and addresses can change. */
const metadataMilliseconds = 60 * 60 * 1000;

const clientMetadata = { [oidc.clockTolerance]: clockToleranceSeconds };

const shared = processWide('client', (): { discovered?: Promise<oidc.Configuration> } => ({}));

/**
 * The OpenID Connect client: Logto's metadata, read once and shared, with the app's credentials.
 * A failed discovery isn't kept: the next caller tries again.
 *
 * @throws {AuthError} `provider_unreachable`, `invalid_response`
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export async function getClient(): Promise<oidc.Configuration> {
  shared.discovered ??= discover();
  const { discovered } = shared;
  try {
    return await discovered;
  } catch (error) {
    if (shared.discovered === discovered) delete shared.discovered;
    throw toAuthError(error);
  }
}

/** The same client with another `fetch`, for a request whose answer is to be seen before openid-client judges it. */
export function withFetch(
  client: oidc.Configuration,
  fetch: typeof fetchFromLogto,
): oidc.Configuration {
  const { appId, appSecret } = getConfig();
  const server = client.serverMetadata();
  const authentication = oidc.ClientSecretBasic(appSecret);
  const copy = new oidc.Configuration(server, appId, clientMetadata, authentication);
  copy.timeout = timeoutSeconds;
  copy[oidc.customFetch] = asCustomFetch(fetch);
  for (const extend of extensions()) extend(copy);
  return copy;
}

async function discover(): Promise<oidc.Configuration> {
  const { issuer, appId, appSecret } = getConfig();
  const client = await oidc.discovery(
    new URL(issuer),
    appId,
    clientMetadata,
    oidc.ClientSecretBasic(appSecret),
    {
      timeout: timeoutSeconds,
      [oidc.customFetch]: asCustomFetch(fetchFromLogto),
      execute: extensions(),
    },
  );
  setTimeout(() => delete shared.discovered, metadataMilliseconds).unref();
  return client;
}

/** `lib/config.ts` lets http through on a loopback host only. */
const extensions = () =>
  getConfig().issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];

/** openid-client's types know more kinds of bodies than it sends. */
const asCustomFetch = (fetch: typeof fetchFromLogto) => fetch as oidc.CustomFetch;
