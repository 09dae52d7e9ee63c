import { getConfig } from '@/lib/config';
import { AuthError } from '@/lib/errors';
import { readBody } from '@/lib/http/read-body';
import { emptyResponse, jsonError, jsonResponse } from '@/lib/http/responses';
import { logEvent } from '@/lib/log';
import { isSignedByLogto, readWebhook } from '@/lib/logto/webhook';
import { applyUserEvent } from '@/lib/user/user-events';

/** A membership event may name 5,000 users who were added and as many who were removed. */
const maxBytes = 1024 * 1024;

/**
 * Takes Logto's events about users: whoever was suspended or deleted is signed out at once, and claims that
 * changed are renewed at the user's next request.
 */
export async function POST(request: Request) {
  const { webhookSigningKey } = getConfig();
  if (webhookSigningKey === undefined) return jsonResponse({ error: 'not_found' }, 404);
  const id = crypto.randomUUID();
  try {
    const body = await readBody(request, maxBytes);
    const signature = request.headers.get('logto-signature-sha-256') ?? '';
    if (!isSignedByLogto(body, signature, webhookSigningKey)) {
      logEvent('webhook_not_signed', id, new AuthError('invalid_request'));
      return jsonResponse({ error: 'invalid_signature' }, 401);
    }
    const event = readWebhook(body);
    if (event) await applyUserEvent(event);
    logEvent('webhook_received', id);
    return emptyResponse(200);
  } catch (error) {
    logEvent('webhook_refused', id, error);
    return jsonError(error);
  }
}
