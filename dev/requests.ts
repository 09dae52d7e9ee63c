import { z } from 'zod';
import { UserError } from './command';

/** Error codes of the operating system; no code at all counts as well. */
const absent = /^(|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT)$/;

/** Error codes of OpenSSL and Node. */
const untrusted = /CERT|SIGNATURE|ALTNAME|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/;

/** There was no answer. */
export class NoAnswer extends UserError {
  readonly reason: string; // the problem without the address
  readonly isAbsent: boolean; // true if nothing seems to be there, false if a server can't be used

  constructor(url: string | URL, cause: unknown) {
    const code = codeOf(cause);
    const reason = reasonOf(cause);
    const fix =
      'Replace the certificate, or have the server send the intermediate certificates too. If your own authority issued it, set NODE_EXTRA_CA_CERTS to the file with its certificate, here and for the app.';
    const { origin } = new URL(url);
    super(`${origin} can't be reached: ${reason}.`, untrusted.test(code) ? fix : undefined);
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

/** A client's id and secret. */
export interface Credentials {
  id: string;
  secret: string;
}

/** The parts of a request. One with a body is a `POST`. */
interface Init {
  client?: Credentials; // who sends it, if that matters
  headers?: Record<string, string>;
  body?: URLSearchParams | string | undefined;
}

/**
 * Sends a request. Redirects are not followed.
 * @returns the answer, with the JSON of its body; `undefined` if it is not JSON
 * @throws {NoAnswer}
 */
export async function ask(url: string, { client, headers, body }: Init = {}) {
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { accept: 'application/json', ...(client && authorization(client)), ...headers },
      body: body ?? null,
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000), // as in the app
    });
    const json: unknown = await response.json().catch(() => undefined);
    return { status: response.status, headers: response.headers, json };
  } catch (cause) {
    throw new NoAnswer(url, cause);
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
function authorization({ id, secret }: Credentials) {
  const credentials = [id, secret].map(encodeURIComponent).join(':');
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/**
 * Gets an access token for Logto's Management API.
 * @param client a machine-to-machine application that may use the API
 * @returns a function that calls an operation, with `POST` if it has a body. It throws a UserError, too
 * @throws {UserError} if Logto refuses
 * @see https://docs.logto.io/integrate-logto/interact-with-management-api
 */
export async function connectManagementApi(endpoint: string, client: Credentials) {
  // Its indicator contains the tenant's name in Logto Cloud, and `default` on a self-hosted Logto.
  const tenant = endpoint.endsWith('.logto.app') ? endpoint : 'https://default.logto.app';
  const form = { grant_type: 'client_credentials', resource: `${tenant}/api`, scope: 'all' };
  const init = { client, body: new URLSearchParams(form) };
  const what = 'issue a token for its Management API';
  const token = await request(what, `${endpoint}/oidc/token`, tokenSchema, init);
  const headers = {
    authorization: `Bearer ${token.access_token}`,
    'content-type': 'application/json',
  };
  return <T>(what: string, path: string, schema: z.ZodType<T>, body?: object): Promise<T> =>
    request(what, `${endpoint}/api/${path}`, schema, {
      headers,
      body: body && JSON.stringify(body),
    });
}

/** Calls an operation of the Management API. */
export type ManagementApi = Awaited<ReturnType<typeof connectManagementApi>>;

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
  const { status, json } = await ask(url, init);
  if (status >= 300) {
    const code = errorSchema.safeParse(json).data?.error ?? '';
    const hint = hints[`${status} ${code}`] ?? hints[status] ?? 'Try again later.';
    throw new UserError(`Logto did not ${what} (HTTP ${status}).`, hint);
  }
  const { data, success } = schema.safeParse(json);
  if (!success) throw new UserError('Unexpected response: this does not look like a Logto server.');
  return data;
}
