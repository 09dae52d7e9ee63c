import { AuthError } from '../errors';

/** Bytes of an answer beyond which it isn't read any further: nothing that Logto sends comes near. */
const limit = 1024 * 1024;

/**
 * `fetch` for everything that is asked of Logto: an answer of any size can't fill the memory.
 *
 * @throws {AuthError} `invalid_response` for an answer that is too long
 */
export async function fetchFromLogto(url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, options);
  const { status, statusText, headers } = response;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > limit) throw new AuthError('invalid_response');
    chunks.push(chunk);
  }
  return new Response(response.body && new Blob(chunks), { status, statusText, headers });
}
