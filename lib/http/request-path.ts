import 'server-only';
import { headers } from 'next/headers';
import { toReturnPath } from './return-path';

/** The middleware hands the path on in this header, because a server component can't see it; it always sets it itself. */
export const requestPathHeader = 'x-request-path';

/** Path and query of the page being rendered, to come back to. */
export async function requestPath(): Promise<string> {
  return toReturnPath((await headers()).get(requestPathHeader));
}
