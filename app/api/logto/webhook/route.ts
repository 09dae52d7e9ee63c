import * as authEvents from '@/app/auth-events';
import { readAuthEvents, type UserEvent } from '@/lib/auth-events';
import { getConfig } from '@/lib/config';
import { AuthError } from '@/lib/errors';
import { readBody } from '@/lib/http/read-body';
import { jsonError } from '@/lib/http/error-response';
import { emptyResponse, jsonResponse } from '@/lib/http/response';
import { logEvent } from '@/lib/log';
import { effectOf, isSignedByLogto, readWebhook } from '@/lib/logto/webhook';
import { getStore } from '@/lib/session/store';

/** A membership event may name 5,000 users who were added and as many who were removed. */
const maxBytes = 1024 * 1024;

/**
 * Receives Logto's events about users: a suspended or deleted user is signed out at once, and claims that changed are
 * renewed at the user's next request. Then the owner's `onUserEvent` runs.
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
    if (event) {
      const { at, ended, outdated } = effectOf(event);
      for (const sub of ended) await getStore().endAll({ sub, iat: at });
      await getStore().markOutdated(outdated, at);
      const hasRun = await runOnUserEvent(event, id);
      if (!hasRun) return jsonResponse({ error: 'unexpected' }, 500);
    }
    logEvent('webhook_received', id);
    return emptyResponse(200);
  } catch (error) {
    logEvent('webhook_refused', id, error);
    return jsonError(error);
  }
}

/** Runs the owner's `onUserEvent`, and returns false if it throws: whatever it throws is not an answer to Logto. */
async function runOnUserEvent(event: UserEvent, id: string): Promise<boolean> {
  const { onUserEvent } = readAuthEvents(authEvents);
  try {
    await onUserEvent?.(event);
    return true;
  } catch (error) {
    logEvent('webhook_refused', id, error ?? null);
    return false;
  }
}
