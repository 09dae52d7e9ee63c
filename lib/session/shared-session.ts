import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuthError } from '../errors';
import { getSharedStore, type SharedStore } from '../process/shared-store';
import { packedSessionSchema, packSession } from './packed-session';
import { seal, unseal } from './seal';
import { newer, type Session } from './session';

/** Seconds a renewed session is kept for other instances. */
const memory = 60;

/** Milliseconds one instance may take for a renewal: discovery, token and key set, 5 s each. */
const turn = 20_000;

/**
 * Renews a session as the only one of all instances that share a Redis, from the newest state any of
 * them has. Without Redis, the instance is on its own.
 *
 * @throws {AuthError} `unavailable` when Redis can't be asked
 */
export async function renewShared(
  session: Session,
  isEnough: (latest: Session) => boolean,
  renew: (latest: Session) => Promise<Session>,
): Promise<Session> {
  const store = getSharedStore();
  if (!store) return renew(session);
  const lockKey = `logto:lock:${session.id}`;
  const stateKey = `logto:session:${session.id}`;
  const ours = crypto.randomUUID();
  await lock(store, lockKey, ours);
  try {
    const shared = await read(store, stateKey);
    const latest = shared ? newer(session, shared) : session;
    if (isEnough(latest)) return latest;
    const renewed = await renew(latest);
    await write(store, stateKey, renewed);
    return renewed;
  } finally {
    await store.release(lockKey, ours);
  }
}

async function lock(store: SharedStore, key: string, ours: string): Promise<void> {
  const deadline = Date.now() + turn;
  while (!(await store.claim(key, ours, turn))) {
    if (Date.now() > deadline) throw new AuthError('unavailable');
    await sleep(20);
  }
}

async function read(store: SharedStore, key: string): Promise<Session | undefined> {
  const [held] = await store.get(key);
  return unseal('shared session', packedSessionSchema, held?.value);
}

/** The renewal counts even where Redis is lost at this moment: the browser gets its cookie. */
async function write(store: SharedStore, key: string, session: Session): Promise<void> {
  const value = await seal('shared session', packSession(session), memory);
  const entry = { version: session.generation, value };
  await store.raise(key, entry, memory).catch(() => undefined);
}
