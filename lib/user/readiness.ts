import 'server-only';
import { codeOf, type AuthErrorCode } from '../errors';
import { readMetadata } from '../logto/client';
import { getKeySet } from '../logto/key-set';
import { getSharedStore } from '../process/shared-store';

/** For each service `ok`, or the code of why it doesn't answer. `redis` is absent without `REDIS_URL`. */
export interface Readiness {
  logto: 'ok' | AuthErrorCode;
  redis?: 'ok' | AuthErrorCode;
}

/** Whether this instance can sign users in and tell who is: asks Logto for its metadata anew, and Redis. Never throws. */
export async function checkReadiness(): Promise<Readiness> {
  const store = getSharedStore();
  const [logto, redis] = await Promise.all([
    stateOf(readMetadata().then(getKeySet)),
    store && stateOf(store.get('logto:ready')),
  ]);
  return redis === undefined ? { logto } : { logto, redis };
}

const stateOf = (asked: Promise<unknown>) => asked.then(() => 'ok' as const, codeOf);
