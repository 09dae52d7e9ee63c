import 'server-only';
import { headers } from 'next/headers';
import { requestPathHeader } from './requests';
import { toReturnPath } from './return-path';

/** Path and query of the page being rendered, to come back to. */
export async function getRequestPath(): Promise<string> {
  return toReturnPath((await headers()).get(requestPathHeader));
}
