import 'server-only';
import { codeOf, type AuthErrorCode } from '../errors';
import { readMetadata } from '../logto/client';
import { getKeySet } from '../logto/jwt';
import { getStore } from '../session/store';
import { getConfig } from '../config';

/** For each service `ok`, or the code of its error. `redis` is absent without `REDIS_URL`. */
export interface Readiness {
  logto: 'ok' | AuthErrorCode;
  redis?: 'ok' | AuthErrorCode;
}

/** Returns whether this instance can reach Logto and Redis: asks both. Never throws. */
export async function checkReadiness(): Promise<Readiness> {
  const [logto, redis] = await Promise.all([
    stateOf(readMetadata().then(getKeySet)),
    stateOf(getStore().read({ id: 'ready' })),
  ]);
  return getConfig().redisUrls.length > 0 ? { logto, redis } : { logto };
}

const stateOf = (asked: Promise<unknown>) => asked.then(() => 'ok' as const, codeOf);
