import { setTimeout as sleep } from 'node:timers/promises';
import { AuthError } from '../errors';

/** Bytes of an answer beyond which it isn't read any further: nothing that Logto sends comes near. */
const bodyLimitBytes = 1024 * 1024;

/** How long to wait before each repetition of a request that failed: a blip of a second costs nobody a click. */
const pausesMilliseconds = [100, 300, 800];

/**
 * When it is too late for a repetition, counted from the first attempt. A refresh token that was spent by an
 * attempt whose answer got lost works for another 3 s at Logto; after that, using it ends the whole grant.
 */
const repetitionDeadlineMilliseconds = 2_000;

/** Node's names for a connection that was never made: nothing of the request has reached Logto. */
const notConnected = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

/** Node's names for a connection that broke: Logto may have seen the request. */
const brokenOff = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

/**
 * `fetch` for everything that is asked of Logto. An answer of any size can't fill the memory, and a request
 * that fails at once, as while Logto restarts, is repeated where that can do no harm.
 *
 * @throws {AuthError} `invalid_response` for an answer that is too long; else what `fetch` throws
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2 (idempotent methods)
 */
export async function fetchFromLogto(url: string, options: RequestInit): Promise<Response> {
  const begunAt = performance.now();
  let answer = fetchOnce(url, options);
  for (const pause of pausesMilliseconds) {
    const isWorthIt = (outcome: unknown) => mayRepeat(options, outcome);
    if (!(await answer.then(isWorthIt, isWorthIt))) break;
    await sleep(pause);
    if (performance.now() - begunAt > repetitionDeadlineMilliseconds) break;
    answer = fetchOnce(url, options);
  }
  return answer;
}

/**
 * Whether to send a request again after this outcome. One that is not idempotent is only repeated where it
 * never reached Logto: a code that is exchanged twice ends the whole grant. Spending a refresh token twice is
 * harmless until the deadline.
 */
function mayRepeat({ method = 'GET', body }: RequestInit, outcome: unknown): boolean {
  const isRefresh = body instanceof URLSearchParams && body.get('grant_type') === 'refresh_token';
  const mayHaveArrived = method === 'GET' || isRefresh;
  if (outcome instanceof Response)
    // With a `Retry-After` the server has said when it wants to be asked again.
    return (
      mayHaveArrived &&
      [502, 503, 504].includes(outcome.status) &&
      !outcome.headers.has('retry-after')
    );
  const code = networkErrorOf(outcome);
  return notConnected.includes(code) || (mayHaveArrived && brokenOff.includes(code));
}

/** `fetch` fails with a TypeError that has the network's error as its cause. */
function networkErrorOf(error: unknown): string {
  const cause = error instanceof TypeError ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

async function fetchOnce(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, options);
  const { status, statusText, headers } = response;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > bodyLimitBytes) throw new AuthError('invalid_response');
    chunks.push(chunk);
  }
  return new Response(response.body && new Blob(chunks), { status, statusText, headers });
}
