import 'server-only';
import { AuthError } from '../errors';
import { readBody } from './read-body';

/** Bytes of a form's body beyond which it isn't read any further. */
const maxBytes = 16 * 1024;

/**
 * The fields of a form that was posted.
 *
 * @throws {AuthError} `invalid_request` when it is no form, or too long
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded *(;|$)/i.test(type))
    throw new AuthError('invalid_request');
  return new URLSearchParams((await readBody(request, maxBytes)).toString('utf8'));
}
