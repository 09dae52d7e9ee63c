import { LRUCache } from 'lru-cache';
import { deepFreeze } from '../process/deep-freeze';
import { processWide } from '../process/process-wide';
import type { Session } from './session';

/** How many opened seals are remembered; beyond that, the one used longest ago is forgotten. */
const maxOpenedSeals = 1_000;

const opened = processWide(
  'opened seals',
  () => new LRUCache<string, Session>({ max: maxOpenedSeals }),
);

/**
 * What this seal held when it was opened before. Opening one takes about a millisecond, and the same
 * one comes with every request of a browser. Whether the session is still good is for the caller to
 * check, each time.
 *
 * @param seal the cookies' exact values: one character changed, and it is another seal
 */
export function recallSession(seal: string): Session | undefined {
  return opened.get(seal);
}

/** Remembers what a seal held. Every request gets this very object, so nobody may change it. */
export function rememberSession(seal: string, session: Session): void {
  opened.set(seal, deepFreeze(session));
}
