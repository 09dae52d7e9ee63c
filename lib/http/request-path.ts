import 'server-only';
import { requestPathHeader } from './requests';
import { toReturnPath } from './return-path';

/** Path and query of the page being rendered, to come back to. */
export async function getRequestPath(): Promise<string> {
  const { headers } = await import('next/headers');
  return toReturnPath((await headers()).get(requestPathHeader));
}
