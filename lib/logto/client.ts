import 'server-only';
import { LRUCache } from 'lru-cache';
import { setTimeout as sleep } from 'node:timers/promises';
import * as oidc from 'openid-client';
import { clockToleranceSeconds } from '../clock';
import { getConfig, type Config } from '../config';
import { AuthError } from '../errors';
import { processWide } from '../process-wide';
import { userInfoSchema, type UserInfo } from './claims';
import { throwAuthError, toAuthError } from './errors';

const timeoutSeconds = 5;

/** Milliseconds after which Logto's metadata is loaded again: algorithms and addresses can change. */
const ttl = 60 * 60 * 1000;

type Credentials = Pick<Config, 'appId' | 'appSecret'>;

const clientMetadata = { [oidc.clockTolerance]: clockToleranceSeconds };

/** Plain data, because every bundle that Next builds has its own openid-client, which rejects another one's objects. */
const cache = processWide('metadata', () => {
  return new LRUCache<string, oidc.ServerMetadata>({ max: 1, ttl, fetchMethod: readMetadata });
});

/** Returns Logto's metadata. Concurrent calls share one request; a failure is not cached. */
export function getMetadata(): Promise<oidc.ServerMetadata> {
  return cache.forceFetch('metadata');
}

/** Requests Logto's metadata. Throws an AuthError `provider_unreachable` or `invalid_response`. */
export async function readMetadata(): Promise<oidc.ServerMetadata> {
  const { issuer, appId } = getConfig();
  const client = await oidc
    .discovery(new URL(issuer), appId, clientMetadata, oidc.None(), {
      timeout: timeoutSeconds,
      [oidc.customFetch]: fetchFromLogto,
      execute: extensions(),
    })
    .catch(throwAuthError);
  return client.serverMetadata();
}

/**
 * Returns an OpenID Connect client with Logto's metadata and the app's credentials. Throws as {@link readMetadata}.
 * @param fetch replaces the usual one, to see an answer before openid-client checks it
 * @param credentials of another application
 */
export async function getClient(
  fetch = fetchFromLogto,
  { appId, appSecret }: Credentials = getConfig(),
): Promise<oidc.Configuration> {
  const authentication = oidc.ClientSecretBasic(appSecret);
  const client = new oidc.Configuration(await getMetadata(), appId, clientMetadata, authentication);
  client.timeout = timeoutSeconds;
  client[oidc.customFetch] = fetch;
  for (const extend of extensions()) extend(client);
  return client;
}

/** `lib/environment-schema.ts` allows http for localhost only. */
const extensions = () =>
  getConfig().issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];

/**
 * Requests the user's current claims. An answer about another user is refused (OpenID Connect Core, 5.3.2).
 * @param accessToken the opaque one; Logto refuses a token for a resource here
 * @throws {AuthError} `session_refused`, `invalid_response`, `provider_unreachable`
 */
export async function requestUserInfo(accessToken: string, subject: string): Promise<UserInfo> {
  try {
    return userInfoSchema.parse(await oidc.fetchUserInfo(await getClient(), accessToken, subject));
  } catch (error) {
    throw toAuthError(error, 'session_refused');
  }
}

const bodyLimitBytes = 1024 * 1024; // Logto's answers are far smaller
const pauseMilliseconds = 200;
// A refresh token that was used works for another 3 s at Logto; using it later ends the whole grant.
const repetitionDeadlineMilliseconds = 2_000;

// Node's codes for a connection that was never made, and for one that broke: Logto may have received the request.
const notConnected = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];
const brokenOff = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

type FetchOptions = RequestInit | oidc.CustomFetchOptions;

/**
 * The `fetch` for all requests to Logto: limits the size of an answer, and repeats a request once if the failure may
 * pass quickly and a repetition is harmless.
 * @throws {AuthError} `invalid_response` for an answer that is too long; also what `fetch` throws
 */
export async function fetchFromLogto(url: string, options: FetchOptions): Promise<Response> {
  const start = performance.now();
  const first = fetchOnce(url, options);
  const outcome = await first.catch((error: unknown) => error);
  if (!mayRepeat(options, outcome)) return first;
  await sleep(pauseMilliseconds);
  const isLate = performance.now() - start > repetitionDeadlineMilliseconds;
  return isLate ? first : fetchOnce(url, options);
}

/** Using a code twice ends the grant. A request that may have arrived is repeated only if it is a GET or a refresh. */
function mayRepeat({ method = 'GET', body }: FetchOptions, outcome: unknown): boolean {
  const isRefresh = body instanceof URLSearchParams && body.get('grant_type') === 'refresh_token';
  const mayArriveTwice = method === 'GET' || isRefresh;
  if (outcome instanceof Response) {
    // With `Retry-After`, Logto asks for a longer pause than ours.
    const isBrief = !outcome.headers.has('retry-after');
    return mayArriveTwice && isBrief && [502, 503, 504].includes(outcome.status);
  }
  // `fetch` fails with a TypeError that has the network's error as its cause.
  const cause = outcome instanceof TypeError ? outcome.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return notConnected.includes(code) || (mayArriveTwice && brokenOff.includes(code));
}

async function fetchOnce(url: string, options: FetchOptions): Promise<Response> {
  // openid-client's type allows more kinds of bodies than it sends.
  const response = await fetch(url, options as RequestInit);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > bodyLimitBytes) throw new AuthError('invalid_response');
    chunks.push(chunk);
  }
  return new Response(response.body && new Blob(chunks), response);
}
