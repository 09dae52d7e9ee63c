import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { hasRedis, startRedis } from '@/tests/machine/support/redis';
import { AuthError, type AuthErrorCode } from '../errors';
import { RedisConnection } from './redis';
import { createMemoryStore } from './memory-store';
import { createRedisStore } from './redis-store';
import { openSession } from './seal';
import type { Session } from './session';
import type { SessionStore } from './store';
import { renewed, testSession } from './test-sessions';

/** A store under test. */
interface Subject {
  store: SessionStore;
  /** The same store as another instance sees it. Without Redis there is one instance. */
  other: SessionStore;
  /** Checks that something is there for the given time and not longer. */
  expectKept: (key: string, seconds: number, isThere: () => Promise<boolean>) => Promise<void>;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Clocks may differ, so marks are kept a bit longer than what they are about. */
const tolerance = 5 * minute;

const isStored =
  (store: SessionStore, { id }: Session) =>
  async () =>
    (await store.read({ id })).newest !== undefined;

const endReason = async (store: SessionStore, session: Session) =>
  (await store.read(session)).endReason;

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof AuthError ? error.code : String(error)),
  );

/** A moment that a test waits for, and the function that says that it has come. */
function moment() {
  let resolve: (() => void) | undefined;
  const reached = new Promise<void>((done) => {
    resolve = done;
  });
  return { reached, reach: () => resolve?.() };
}

/** The promises of every store, whether in memory or in Redis. */
function describeStore(subject: () => Subject) {
  describe('states', () => {
    test('a request with an older cookie gets the newest state, and one with the newest gets none', async () => {
      const { store, other } = subject();
      const old = testSession();
      const next = renewed(old);
      await store.put(next);
      expect(await other.read(old)).toEqual({ newest: next });
      expect(await other.read(next)).toEqual({});
      expect(await other.read({ id: old.id })).toEqual({ newest: next });
      expect(await other.read(testSession())).toEqual({});
    });

    test('an older state never replaces a newer one, nor does another one of the same generation', async () => {
      const { store, other } = subject();
      const first = testSession();
      const second = renewed(first);
      const third = renewed(second, { accessToken: 'third' });
      await store.put(third);
      await other.put(second);
      await other.put(renewed(second, { accessToken: 'another third' }));
      expect((await store.read(first)).newest).toEqual(third);
    });

    test('a copy that lacks something gets the whole state, but never an older one', async () => {
      const { store } = subject();
      const whole = renewed(testSession());
      await store.put(whole);
      const partial = { ...whole, accessTokens: {}, omitted: [''] };
      expect((await store.read(partial)).newest).toEqual(whole);
      expect((await store.read({ ...partial, generation: 2 })).newest).toBeUndefined();
    });

    test('what ended stays ended, whatever is stored afterwards', async () => {
      const { store, other } = subject();
      const session = testSession();
      await store.put(session);
      await store.end(session, 'ended');
      await other.put(renewed(session));
      expect(await other.read(session)).toEqual({ endReason: 'ended' });
      expect(await other.read({ id: session.id })).toEqual({ endReason: 'ended' });
    });

    test('a state is kept for an hour, however often the browser shows it', async () => {
      const { store, expectKept } = subject();
      const next = renewed(testSession());
      await store.put(next);
      await expectKept(`session:${next.id}`, hour, async () => {
        await store.read(next);
        return isStored(store, next)();
      });
    });

    test('a rotated refresh token is kept as long as its session can live', async () => {
      const { store, expectKept } = subject();
      const old = testSession();
      const next = renewed(old, { refreshToken: 'rotated' });
      await store.put(next);
      // Neither an older cookie nor an id alone shows that a browser has it.
      await store.read(old);
      await store.read({ id: old.id });
      await expectKept(`session:${old.id}`, 14 * day + tolerance, isStored(store, next));
    });

    test('once a browser shows a rotated refresh token, its state is kept for an hour', async () => {
      const { store, expectKept } = subject();
      const rotated = renewed(testSession(), { refreshToken: 'rotated' });
      const next = renewed(rotated);
      await store.put(next);
      expect((await store.read(rotated)).newest).toEqual(next);
      await expectKept(`session:${next.id}`, hour, isStored(store, next));
    });
  });

  describe('the end of a session', () => {
    test('ends one session, and no other of the user', async () => {
      const { store, other } = subject();
      const [mine, another] = [testSession(), testSession()];
      await store.end(mine, 'ended');
      expect(await endReason(other, mine)).toBe('ended');
      expect(await endReason(other, { ...another, claims: mine.claims })).toBeUndefined();
    });

    test('has one first request, and one more that replaces the session', async () => {
      const { store, other } = subject();
      const session = testSession();
      await store.put(session);
      const end = (reason: 'ended' | 'replaced') =>
        Promise.all([store, other, store].map((each) => each.end(session, reason)));
      expect((await end('ended')).filter(Boolean)).toHaveLength(1);
      expect((await end('replaced')).filter(Boolean)).toHaveLength(1);
      expect(await end('ended')).toEqual([false, false, false]);
      expect(await endReason(other, session)).toBe('replaced');
    });

    test('what the browser replaced stays replaced, whatever Logto says about it', async () => {
      const { store } = subject();
      const session = testSession();
      await store.end(session, 'replaced');
      await store.endAll({ sub: session.claims.sub, iat: 200 });
      expect(await endReason(store, session)).toBe('replaced');
    });

    test('is known as long as a copy of the session could be used', async () => {
      const { store, expectKept } = subject();
      const session = testSession();
      await store.end(session, 'ended');
      await expectKept(
        `session:${session.id}`,
        14 * day + tolerance,
        async () => (await endReason(store, session)) === 'ended',
      );
    });

    test('is known for less time if the session can’t be renewed', async () => {
      const { store, expectKept } = subject();
      const { refreshToken: _none, ...session } = testSession();
      const brief = { ...session, expiresAt: session.signedInAt + hour };
      await store.end(brief, 'ended');
      await expectKept(
        `session:${brief.id}`,
        hour + tolerance,
        async () => (await endReason(store, brief)) === 'ended',
      );
    });
  });

  describe('a logout at Logto', () => {
    /** A session that began in this second, by Logto's clock. */
    const sessionOf = (sub: string, iat: number, sid?: string) =>
      testSession({ claims: { sub, iat, ...(sid !== undefined && { sid }) } });

    const user = () => `user ${crypto.randomUUID()}`;

    test('by `sid` ends what began in that session of Logto', async () => {
      const { store, other } = subject();
      const [sub, sid] = [user(), crypto.randomUUID()];
      const [one, another] = [sessionOf(sub, 100, sid), sessionOf(sub, 100, crypto.randomUUID())];
      await store.endAll({ sub, sid, iat: 200 });
      expect(await endReason(other, one)).toBe('ended');
      expect(await endReason(other, another)).toBeUndefined();
    });

    test('by `sid` ends all sessions of the user that don’t know theirs', async () => {
      const { store } = subject();
      const sub = user();
      const [mine, foreign] = [sessionOf(sub, 100), sessionOf(user(), 100)];
      await store.endAll({ sub, sid: crypto.randomUUID(), iat: 200 });
      expect(await endReason(store, mine)).toBe('ended');
      expect(await endReason(store, foreign)).toBeUndefined();
    });

    test('by `sub` ends all that began in its second or before, with and without `sid`', async () => {
      const { store } = subject();
      const sub = user();
      await store.endAll({ sub, iat: 200 });
      const reasons = await Promise.all(
        [
          sessionOf(sub, 100),
          sessionOf(sub, 200, crypto.randomUUID()),
          sessionOf(sub, 201, crypto.randomUUID()),
          sessionOf(sub, 201),
          sessionOf(user(), 100),
        ].map((session) => endReason(store, session)),
      );
      expect(reasons).toEqual(['ended', 'ended', undefined, undefined, undefined]);
    });

    test('by `sid` alone doesn’t need a user', async () => {
      const { store } = subject();
      const sid = crypto.randomUUID();
      await store.endAll({ sid, iat: 200 });
      expect(await endReason(store, sessionOf(user(), 200, sid))).toBe('ended');
    });

    test('counts from when the session began, not from its last renewal', async () => {
      const { store } = subject();
      const session = sessionOf(user(), 100);
      await store.endAll({ sub: session.claims.sub, iat: 200 });
      expect(await endReason(store, renewed(session, { claims: { iat: 300 } }))).toBe('ended');
    });

    test('that arrives late takes nothing back', async () => {
      const { store } = subject();
      const sub = user();
      await store.endAll({ sub, iat: 300 });
      await store.endAll({ sub, iat: 200 });
      expect(await endReason(store, sessionOf(sub, 250))).toBe('ended');
    });

    test('is known as long as a session of that time could be used', async () => {
      const { store, expectKept } = subject();
      const sub = user();
      await store.endAll({ sub, iat: 200 });
      const isEnded = async () => (await endReason(store, sessionOf(sub, 100))) === 'ended';
      await expectKept(`user:${sub}`, 14 * day + tolerance, isEnded);
    });
  });

  describe('outdated claims', () => {
    test('are outdated since the latest event, and their session lives', async () => {
      const { store, other } = subject();
      const [mine, foreign] = [testSession(), testSession()];
      await store.markOutdated([mine.claims.sub], 300);
      await store.markOutdated([mine.claims.sub], 200);
      expect(await other.read(mine)).toEqual({ claimsOutdatedAt: 300 });
      expect(await other.read(foreign)).toEqual({});
    });

    test('of 5,000 users are marked at once', async () => {
      const { store } = subject();
      const subs = Array.from({ length: 5_000 }, () => `user ${crypto.randomUUID()}`);
      await store.markOutdated(subs, 300);
      for (const sub of [subs[0], subs[999], subs[1_000], subs[4_999]])
        expect(await store.read(testSession({ claims: { sub: sub ?? '' } }))).toEqual({
          claimsOutdatedAt: 300,
        });
    });
  });

  test('an identifier is used for the first time once, and is known for its time', async () => {
    const { store, other, expectKept } = subject();
    const [one, another] = [crypto.randomUUID(), crypto.randomUUID()];
    expect(await store.useOnce(one, 900)).toBe(true);
    expect(await other.useOnce(one, 900)).toBe(false);
    expect(await other.useOnce(another, 900)).toBe(true);
    await expectKept(`used:${one}`, 900, async () => !(await store.useOnce(one, 60)));
  });

  describe('the lock', () => {
    test('lets one at a time work on a session, and everyone on another', async () => {
      const { store, other } = subject();
      const [id, another] = [crypto.randomUUID(), crypto.randomUUID()];
      const steps: string[] = [];
      const first = moment();
      const started = moment();
      const work = (name: string) => () => {
        steps.push(name);
        return Promise.resolve(name);
      };
      const one = store.withLock(id, async () => {
        started.reach();
        await first.reached;
        steps.push('first');
        return 'first';
      });
      await started.reached;
      const waiting = [store.withLock(id, work('same')), other.withLock(id, work('other'))];
      expect(await other.withLock(another, work('another session'))).toBe('another session');
      first.reach();
      expect(await Promise.all([one, ...waiting])).toEqual(['first', 'same', 'other']);
      expect(steps.slice(0, 2)).toEqual(['another session', 'first']);
      expect(steps.slice(2).sort()).toEqual(['other', 'same']);
    });

    /** Has three requests wait while a fourth one fails, and returns how each ended. */
    async function failWhileOthersWait(error: Error, id: string) {
      const { store, other } = subject();
      const failing = moment();
      const started = moment();
      const one = store.withLock(id, async () => {
        started.reach();
        await failing.reached;
        throw error;
      });
      const first = codeOf(one);
      await started.reached;
      const waiting = [store, store, other].map((each) =>
        codeOf(each.withLock(id, () => Promise.resolve())),
      );
      await hasBegunToWait(other);
      failing.reach();
      return Promise.all([first, ...waiting]);
    }

    /** By the second answer, all that the same instance sent before the first one has been answered. */
    const hasBegunToWait = async (store: SessionStore) => {
      await store.read({ id: crypto.randomUUID() });
      await store.read({ id: crypto.randomUUID() });
    };

    test.each<AuthErrorCode>(['provider_unreachable', 'unavailable'])(
      'shares a temporary failure with all that waited: %s',
      async (code) => {
        const id = crypto.randomUUID();
        expect(await failWhileOthersWait(new AuthError(code), id)).toEqual([
          code,
          code,
          code,
          code,
        ]);
      },
    );

    test('shows a temporary failure for ten seconds', async () => {
      const { store, other, expectKept } = subject();
      const { id } = testSession();
      await codeOf(store.withLock(id, () => Promise.reject(new AuthError('unavailable'))));
      expect(await other.read({ id })).toMatchObject({ failure: 'unavailable' });
      const isThere = async () => (await store.read({ id })).failure === 'unavailable';
      await expectKept(`lock:${id}`, 10, isThere);
    });

    test('doesn’t keep later requests from trying again, and forgets the failure then', async () => {
      const { store, other } = subject();
      const id = crypto.randomUUID();
      await codeOf(store.withLock(id, () => Promise.reject(new AuthError('unavailable'))));
      expect(await other.withLock(id, () => Promise.resolve('works'))).toBe('works');
      expect((await store.read({ id })).failure).toBeUndefined();
    });

    test.each([
      new AuthError('session_ended'),
      new AuthError('access_denied'),
      new Error('defect'),
    ])('keeps any other error to itself: %s', async (error) => {
      const { store } = subject();
      const id = crypto.randomUUID();
      const [first, ...others] = await failWhileOthersWait(error, id);
      expect(first).not.toBe('none');
      expect(others).toEqual(['none', 'none', 'none']);
      expect((await store.read({ id })).failure).toBeUndefined();
    });
  });
}

describe('in memory', () => {
  let store: SessionStore;

  beforeEach(() => {
    vi.useFakeTimers();
    store = createMemoryStore();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  describeStore(() => ({
    store,
    other: store,
    expectKept: async (_key, seconds, isThere) => {
      await vi.advanceTimersByTimeAsync((seconds - 2) * 1000);
      expect(await isThere()).toBe(true);
      await vi.advanceTimersByTimeAsync(4 * 1000);
      expect(await isThere()).toBe(false);
    },
  }));
});

if (!hasRedis() && process.env['CI']) throw new Error('There is no redis-server on this machine.');

describe.skipIf(!hasRedis())('in Redis', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let connections: [RedisConnection, RedisConnection];

  beforeAll(async () => {
    redis = await startRedis();
    connections = [new RedisConnection([redis.url]), new RedisConnection([redis.url])];
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await redis.stop();
  });

  const subject = () => ({
    store: createRedisStore(connections[0]),
    other: createRedisStore(connections[1]),
    expectKept: async (key: string, seconds: number, isThere: () => Promise<boolean>) => {
      expect(await isThere()).toBe(true);
      const [, left] = /:(-?\d+)/.exec(await redis.ask(`TTL "logto:${key}"`)) ?? [];
      expect(Number(left)).toBeGreaterThan(seconds - 5);
      expect(Number(left)).toBeLessThanOrEqual(seconds);
    },
  });

  describeStore(subject);

  test('nothing of a session can be read there', async () => {
    const { store } = subject();
    const session = testSession({ claims: { name: 'Anna' }, refreshToken: 'very-secret' });
    await store.put(session);
    const held = await redis.ask(`GET "logto:session:${session.id}"`);
    expect(held).toMatch(/\n0:0:Fe26\.2\*/);
    expect(held).not.toMatch(/Anna|very-secret/);
    expect(await openSession(/Fe26\S+/.exec(held)?.[0] ?? '')).toBeUndefined();
  });

  test('a state that the browser has is kept no longer because it is shown', async () => {
    const { store } = subject();
    const session = testSession();
    await store.put(session);
    await redis.ask(`EXPIRE "logto:session:${session.id}" 60`);
    await store.read(session);
    expect(await redis.ask(`TTL "logto:session:${session.id}"`)).toMatch(/:(60|59)\b/);
  });

  test('the lock of an instance that was killed ends by itself', async () => {
    const killed = new RedisConnection([redis.url]);
    const id = crypto.randomUUID();
    const started = moment();
    const never = new Promise<never>(() => undefined);
    void createRedisStore(killed).withLock(id, () => {
      started.reach();
      return never;
    });
    await started.reached;
    await killed.close();
    expect(await subject().store.withLock(id, () => Promise.resolve('works'))).toBe('works');
  });

  test('a lock is kept while its owner works, and its owner can tell that it was lost', async () => {
    const { store } = subject();
    const id = crypto.randomUUID();
    await store.withLock(id, async (lease) => {
      lease.assertHeld();
      vi.useFakeTimers({ toFake: ['Date'] });
      vi.setSystemTime(Date.now() + 2_000);
      expect(() => {
        lease.assertHeld();
      }).toThrow('unavailable');
      vi.useRealTimers();
      await redis.ask(`PEXPIRE "logto:lock:${id}" 1500`);
      await vi.waitFor(async () => {
        const [, left] = /:(\d+)/.exec(await redis.ask(`PTTL "logto:lock:${id}"`)) ?? [];
        expect(Number(left)).toBeGreaterThan(1_500);
      }, 4_000);
    });
    expect(await redis.ask(`EXISTS "logto:lock:${id}"`)).toContain(':0');
  });
});
