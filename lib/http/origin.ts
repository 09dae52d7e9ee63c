import 'server-only';
import { getConfig } from '../config';

/** Returns whether a request may change something, by its method (RFC 9110, section 9.2.1). */
export function changesSomething(request: Request): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
}

/**
 * Returns whether a page of this app sent the request; false if the request doesn't say where it comes from. The app's
 * origins are `BASE_URL` and, on https, the address that the request itself went to, because a platform may serve the
 * app under several domains. Another site can't fake that one: the browser writes `Origin` and `Host`.
 */
export function isSameOrigin({ headers }: Request): boolean {
  const { baseUrl, secure } = getConfig();
  const origin = headers.get('origin');
  if (origin === null) return headers.get('sec-fetch-site') === 'same-origin';
  return origin === baseUrl || (secure && origin === `https://${headers.get('host') ?? ''}`);
}
