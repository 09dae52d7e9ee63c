import 'server-only';
import { AuthError } from '../errors';

const maxFormBytes = 16 * 1024;

/**
 * Returns the body of a request, unchanged. Stops reading at `maxBytes`.
 * @throws {AuthError} `invalid_request` if it is longer, or incomplete
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

/** Returns the fields of a form. Throws an AuthError `invalid_request` if it isn't a form, or longer than 16 KB. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded *(;|$)/i.test(type))
    throw new AuthError('invalid_request');
  return new URLSearchParams((await readBody(request, maxFormBytes)).toString('utf8'));
}
