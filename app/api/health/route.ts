import { jsonResponse } from '@/lib/http/response';

/** For load balancers: the server answers. Reads no session and sends no request. */
// public: says only that the server answers
export function GET() {
  return jsonResponse({ status: 'ok' });
}
