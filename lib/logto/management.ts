import 'server-only';
import { LRUCache } from 'lru-cache';
import * as oidc from 'openid-client';
import * as z from 'zod/mini';
import { now } from '../clock';
import { getConfig } from '../config';
import { AuthError, type AuthErrorCode } from '../errors';
import { logEvent } from '../log';
import { processWide } from '../process-wide';
import { fetchFromLogto, getClient } from './client';
import { toAuthError } from './errors';

interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Record<string, string | number>;
  body?: object; // sent as JSON
}

interface Answer<T> {
  data: T;
  /** The length of the whole list, of which `data` is a page. */
  total: number;
  /** The time of the answer in seconds, by Logto's clock: for `markOutdated`. */
  at: number;
}

const timeoutMilliseconds = 5_000;
const assumedLifetimeSeconds = 60; // of a token without `expires_in`

/** The access token. Concurrent calls share one request; a failure is not cached. */
const tokens = processWide('management token', () => {
  return new LRUCache<string, string>({ max: 1, perf: Date, fetchMethod: requestToken });
});

async function requestToken(
  _key: string,
  _stale: unknown,
  { options }: { options: { ttl?: number } },
): Promise<string> {
  const { management } = getConfig();
  if (!management) throw new AuthError('not_set_up');
  const { resource } = management;
  const client = await getClient(undefined, management);
  const answer = await oidc.clientCredentialsGrant(client, { resource, scope: 'all' });
  const { access_token: token, expires_in: lifetimeSeconds = assumedLifetimeSeconds } = answer;
  options.ttl = lifetimeSeconds * 900; // milliseconds: 90 % of the lifetime, so that it doesn't expire on its way
  return token;
}

/** Returns whether the Management API can be used: `LOGTO_M2M_APP_ID` and `LOGTO_M2M_APP_SECRET` are set. */
export const hasManagementApi = () => getConfig().management !== undefined;

const segmentPattern = /^[\w-]{1,128}$/;

/**
 * Sends a request to Logto's Management API, which may do everything: check the user's rights before.
 *
 *   await request(z.unknown(), ['users', userId], { method: 'PATCH', body: { name } });
 *
 * @param answer parses the answer.
 * @param path its segments below `/api`. Each is checked, so that an id from outside can't lead elsewhere.
 * @throws {AuthError} `invalid_request` for an impossible path, `not_found`, `already_exists`, `not_set_up`,
 *   `request_refused`, `client_refused` or `invalid_target` for wrong credentials, `invalid_response`,
 *   `provider_unreachable`, also if Logto gets too many requests
 * @see https://openapi.logto.io
 */
export async function request<T extends z.core.$ZodType>(
  answer: T,
  path: readonly string[],
  { method = 'GET', query = {}, body }: Request = {},
): Promise<Answer<z.output<T>>> {
  try {
    if (!path.every((segment) => segmentPattern.test(segment)))
      throw new AuthError('invalid_request');
    const url = new URL(`${getConfig().endpoint}/api/${path.join('/')}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const authorization = `Bearer ${await tokens.forceFetch('token')}`;
    const response = await fetchFromLogto(url.href, {
      method,
      headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    if ([401, 403].includes(response.status)) tokens.clear(); // Logto's keys, or the application's role, have changed
    if (!response.ok) throw await refusalOf(response);
    const { headers } = response;
    // A change without an answer may still have a body: the words of its status.
    const isJson = headers.get('content-type')?.includes('json');
    const date = Date.parse(headers.get('date') ?? '');
    return {
      data: z.parse(answer, isJson ? await response.json() : undefined),
      total: Number(headers.get('total-number')),
      at: Number.isNaN(date) ? now() : Math.floor(date / 1000),
    };
  } catch (error) {
    const known = toAuthError(error);
    logEvent('request_failed', crypto.randomUUID(), known);
    throw known;
  }
}

const codes: Partial<Record<string, AuthErrorCode>> = {
  401: 'client_refused',
  403: 'client_refused',
  404: 'not_found',
  429: 'provider_unreachable',
  501: 'not_set_up',
  'entity.unique_integrity_violation': 'already_exists',
};

const refusalSchema = z.object({ code: z.string() });

/** Converts an error of the Management API. The log gets Logto's own code. */
async function refusalOf(response: Response): Promise<AuthError> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => undefined);
  const code = z.safeParse(refusalSchema, body).data?.code ?? '';
  const cause = Object.assign(new Error(), { code: code.replaceAll('.', '_') });
  const other = status >= 500 ? 'provider_unreachable' : 'request_refused';
  // A proxy that hides the API also answers with 404: that doesn't mean that something was deleted.
  const byStatus = status === 404 && code === '' ? undefined : codes[status];
  return new AuthError(codes[code] ?? byStatus ?? other, { cause });
}
