import 'server-only';
import { AuthError } from '../errors';

/**
 * The body of a request, as it came.
 *
 * @param maxBytes a longer body isn't read any further
 * @throws {AuthError} `invalid_request` when it is longer, or breaks off
 */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of request.body ?? []) {
      length += chunk.byteLength;
      if (length > maxBytes) throw new AuthError('invalid_request');
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new AuthError('invalid_request', { cause });
  }
  return Buffer.concat(chunks);
}
