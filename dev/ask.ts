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
export class NoAnswer extends Error {}

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
    throw new NoAnswer(reason(cause), { cause });
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
  const code = codeOf(error) ?? codeOf(error instanceof Error ? error.cause : undefined);
  if (code === undefined) return 'the connection failed';
  if (['ENOTFOUND', 'EAI_AGAIN'].includes(code)) return 'there is no host of this name';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (code === 'ETIMEDOUT') return 'no answer in time';
  if (/CERT|SELF_SIGNED|ALTNAME|SSL|TLS/.test(code)) return `its certificate is refused (${code})`;
  return `the connection failed (${code})`;
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error
    ? String(error.code)
    : undefined;
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
