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

/** Plain data only: each of Next's bundles has an openid-client of its own, which takes no other one's objects. */
const shared = processWide('metadata', (): { discovered?: Promise<oidc.ServerMetadata> } => ({}));

/**
 * Logto's metadata, read once and shared. A failed discovery isn't kept: the next caller tries again.
 *
 * @throws {AuthError} `provider_unreachable`, `invalid_response`
 */
export async function getMetadata(): Promise<oidc.ServerMetadata> {
  shared.discovered ??= readMetadata().then((metadata) => {
    setTimeout(() => delete shared.discovered, metadataMilliseconds).unref();
    return metadata;
  });
  const { discovered } = shared;
  try {
    return await discovered;
  } catch (error) {
    if (shared.discovered === discovered) delete shared.discovered;
    throw error;
  }
}

/**
 * The OpenID Connect client: Logto's metadata, with the app's credentials.
 *
 * @param fetch for a request whose answer is to be seen before openid-client judges it
 * @throws {AuthError} `provider_unreachable`, `invalid_response`
 */
export async function getClient(fetch = fetchFromLogto): Promise<oidc.Configuration> {
  const { appId, appSecret } = getConfig();
  const authentication = oidc.ClientSecretBasic(appSecret);
  const metadata = await getMetadata();
  const client = new oidc.Configuration(metadata, appId, clientMetadata, authentication);
  client.timeout = timeoutSeconds;
  client[oidc.customFetch] = asCustomFetch(fetch);
  for (const extend of extensions()) extend(client);
  return client;
}

/**
 * Asks Logto for its metadata.
 *
 * @throws {AuthError} `provider_unreachable`, `invalid_response`
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export async function readMetadata(): Promise<oidc.ServerMetadata> {
  const { issuer, appId } = getConfig();
  const client = await oidc
    .discovery(new URL(issuer), appId, clientMetadata, oidc.None(), {
      timeout: timeoutSeconds,
      [oidc.customFetch]: asCustomFetch(fetchFromLogto),
      execute: extensions(),
    })
    .catch((error: unknown) => {
      throw toAuthError(error);
    });
  return client.serverMetadata();
}

/** `lib/config.ts` lets http through on a loopback host only. */
const extensions = () =>
  getConfig().issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];

/** openid-client's types know more kinds of bodies than it sends. */
const asCustomFetch = (fetch: typeof fetchFromLogto) => fetch as oidc.CustomFetch;
