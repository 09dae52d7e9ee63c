import { z } from 'zod';
import { UserError } from './command';

const certificateFix =
  'Replace the certificate, or have the server send the intermediate certificates too. If your own authority issued it, set NODE_EXTRA_CA_CERTS to the file with its certificate, here and for the app.';

/** Error codes of the operating system; no code at all counts as well. */
const absent = /^(|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT)$/;

/** Error codes of OpenSSL and Node. */
const untrusted = /CERT|SIGNATURE|ALTNAME|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/;

/** There was no answer. */
export class NoAnswer extends UserError {
  /** The problem without the address. */
  readonly reason: string;
  /** True if nothing seems to be there; false if a server is there that can't be used. */
  readonly isAbsent: boolean;

  constructor(url: string | URL, cause: unknown) {
    const [code, reason] = [codeOf(cause), reasonOf(cause)];
    const fix = untrusted.test(code) ? certificateFix : undefined;
    super(`${new URL(url).origin} can't be reached: ${reason}.`, fix);
    this.reason = reason;
    this.isAbsent = absent.test(code);
  }
}

/** Returns a readable reason for a failed connection. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no host with this name';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ETIMEDOUT') return 'no answer in time';
  if (untrusted.test(code)) return `its certificate is not trusted (${code})`;
  if (/SSL|EPROTO/.test(code)) return `it doesn't speak TLS (${code})`;
  return code === '' ? 'the connection failed' : `the connection failed (${code})`;
}

/** `fetch` and ioredis have the system's code in the error or its cause. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'TimeoutError') return 'ETIMEDOUT';
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause);
}

type Init = Pick<RequestInit, 'method' | 'body'> & { headers?: Record<string, string> };

/**
 * Sends a request. Redirects are not followed.
 *
 * @returns the answer, with the JSON of its body; `undefined` if it is not JSON
 * @throws {NoAnswer}
 */
export async function ask(url: string | URL, init: Init = {}) {
  try {
    const response = await fetch(url, {
      ...init,
      headers: { accept: 'application/json', ...init.headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000), // as in the app
    });
    const body: unknown = await response.json().catch(() => undefined);
    return { status: response.status, headers: response.headers, body };
  } catch (cause) {
    throw new NoAnswer(url, cause);
  }
}

/** A client's id and secret. */
export interface Credentials {
  id: string;
  secret: string;
}

/**
 * Returns the `Authorization` header for a client id and secret.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 */
export function basicAuthorization({ id, secret }: Credentials): string {
  const credentials = [id, secret].map(encodeURIComponent).join(':');
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/**
 * Gets an access token for Logto's Management API.
 *
 * @param credentials of a machine-to-machine application that may use the API
 * @returns a function that calls an operation, with `POST` if it has a body. It throws a UserError, too
 * @throws {UserError} if Logto refuses
 * @see https://docs.logto.io/integrate-logto/interact-with-management-api
 */
export async function connectManagementApi(endpoint: string, credentials: Credentials) {
  // Its indicator contains the tenant's name in Logto Cloud, and `default` on a self-hosted Logto.
  const tenant = endpoint.endsWith('.logto.app') ? endpoint : 'https://default.logto.app';
  const form = { grant_type: 'client_credentials', resource: `${tenant}/api`, scope: 'all' };
  const what = 'issue a token for its Management API';
  const { access_token } = await request(what, `${endpoint}/oidc/token`, tokenSchema, {
    method: 'POST',
    headers: { authorization: basicAuthorization(credentials) },
    body: new URLSearchParams(form),
  });
  const authorization = `Bearer ${access_token}`;
  return <T>(what: string, path: string, schema: z.ZodType<T>, body?: object): Promise<T> =>
    request(what, `${endpoint}/api/${path}`, schema, {
      headers: { authorization, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
}

const tokenSchema = z.object({ access_token: z.string() });
const errorSchema = z.object({ error: z.string() });

/** Advice for the answers that mistakes get, by status and, where Logto names one, error code. */
const hints: Record<string, string> = {
  '400 invalid_client':
    'Logto does not know this App ID. Check the id of the machine-to-machine application, and that the address is your tenant’s, not the Console’s.',
  '400 invalid_request':
    'The App ID belongs to an application of another type. Use a machine-to-machine application.',
  '400 invalid_target':
    'In Logto Cloud, use the address <tenant>.logto.app here, not a custom domain.',
  '401 invalid_client':
    'The secret is wrong. Copy it from the page of the machine-to-machine application.',
  '403': 'The machine-to-machine application needs the role “Logto Management API access”.',
  '404': 'Check that the address is your tenant’s, not the Console’s.',
};

/** @param what completes “Logto did not …” */
async function request<T>(what: string, url: string, schema: z.ZodType<T>, init: Init): Promise<T> {
  const { status, body } = await ask(url, init);
  if (status >= 300) {
    const code = errorSchema.safeParse(body).data?.error ?? '';
    const hint = hints[`${status} ${code}`] ?? hints[status] ?? 'Try again later.';
    throw new UserError(`Logto did not ${what} (HTTP ${status}).`, hint);
  }
  const { data, success } = schema.safeParse(body);
  if (!success) throw new UserError('Unexpected response: this does not look like a Logto server.');
  return data;
}
