/** Seconds to wait for an answer, as in the app. */
const timeout = 5;

/** A complete HTTP response. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON; `undefined` if the body is not JSON. */
  body: unknown;
}

/** There was no answer. The message gives the reason. */
export class NoAnswer extends Error {
  /** `absent`: nothing seems to be there. `certificate`: it is not trusted. `connection`: it failed. */
  readonly kind: 'absent' | 'certificate' | 'connection';

  constructor(cause: unknown) {
    super(reason(cause), { cause });
    const code = codeOf(cause);
    if (code === undefined || absent.includes(code)) this.kind = 'absent';
    else this.kind = certificate.test(code) ? 'certificate' : 'connection';
  }
}

/** Error codes of the operating system. */
const absent = [
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
];

/** Error codes of OpenSSL and Node. */
const certificate = /CERT|SIGNATURE|ALTNAME|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/;

/**
 * Sends a request. Redirects are not followed.
 *
 * @throws {NoAnswer}
 */
export async function ask(
  url: string | URL,
  init: { method?: string; headers?: Record<string, string>; body?: URLSearchParams | string } = {},
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      ...init,
      headers: { accept: 'application/json', ...init.headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout * 1000),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  } catch (cause) {
    throw new NoAnswer(cause);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Returns a readable reason for a failed connection. `fetch` and ioredis have the system's code in the error or its cause. */
export function reason(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return `no answer within ${timeout} seconds`;
  const code = codeOf(error);
  if (code === undefined) return 'the connection failed';
  if (['ENOTFOUND', 'EAI_AGAIN'].includes(code)) return 'there is no host with this name';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ETIMEDOUT') return 'no answer in time';
  if (certificate.test(code)) return `its certificate is not trusted (${code})`;
  if (/SSL|EPROTO/.test(code)) return `it doesn't speak TLS (${code})`;
  return `the connection failed (${code})`;
}

/** Returns the code of the error or of its cause. A `DOMException` has a number instead. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause);
}

/**
 * Returns the `Authorization` header for a client id and secret.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 */
export function basicAuthorization(id: string, secret: string): string {
  const credentials = [id, secret].map(encodeURIComponent).join(':');
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}
