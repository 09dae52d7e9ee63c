import { jsonResponse } from '@/lib/http/responses';

/** For load balancers: the server answers. It looks at no session and asks nobody. */
export function GET() {
  return jsonResponse({ status: 'ok' });
}
