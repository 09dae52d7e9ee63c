/** Seconds that an answer may take, as in the app. */
const timeout = 5;

/** An answer over HTTP, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed JSON; `undefined` where the answer is none. */
  body: unknown;
}

/** There was no answer. The message says why, in words. */
export class NoAnswer extends Error {
  /** `absent`: nothing is there, as far as one can tell. `certificate`: it is not trusted. `connection`: it broke. */
  readonly kind: 'absent' | 'certificate' | 'connection';

  constructor(cause: unknown) {
    super(reason(cause), { cause });
    const code = codeOf(cause);
    if (code === undefined || absent.includes(code)) this.kind = 'absent';
    else this.kind = certificate.test(code) ? 'certificate' : 'connection';
  }
}

/** Codes of the system. */
const absent = [
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
];

/** Codes of OpenSSL and of Node. */
const certificate = /CERT|SIGNATURE|ALTNAME|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/;

/**
 * One request. Redirects are never followed.
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

/** Why a connection failed, in words. `fetch` and ioredis have the system's code in the error or its cause. */
export function reason(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return `no answer within ${timeout} seconds`;
  const code = codeOf(error);
  if (code === undefined) return 'the connection failed';
  if (['ENOTFOUND', 'EAI_AGAIN'].includes(code)) return 'there is no host of this name';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ETIMEDOUT') return 'no answer in time';
  if (certificate.test(code)) return `its certificate is not trusted (${code})`;
  if (/SSL|EPROTO/.test(code)) return `it doesn't speak TLS (${code})`;
  return `the connection failed (${code})`;
}

/** The code of the error, or of its cause. That of a `DOMException` is a number of its own. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause);
}

/**
 * `Authorization` header of a client that has a secret.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 */
export function basicAuthorization(id: string, secret: string): string {
  const credentials = [id, secret].map(encodeURIComponent).join(':');
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}
