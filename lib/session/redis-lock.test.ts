import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AuthError } from '../errors';
import type { RedisClient } from './redis';
import * as scripts from './redis-scripts';
import { createRedisStore } from './redis-store';

// Node's own timer doesn't know the test's clock.
vi.mock('node:timers/promises', () => ({
  setTimeout: (milliseconds: number) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
}));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A store in a Redis that answers each script as the test says; everything else is answered with 1. */
function storeWith(answers: { lock?: () => number; extendLock?: () => number }) {
  const sent: string[] = [];
  const evaluate = (script: string) => {
    const name = Object.entries(scripts).find(([, text]) => text === script)?.[0] ?? '';
    sent.push(name);
    return Promise.resolve().then(() => answers[name as keyof typeof answers]?.() ?? 1);
  };
  const client = { eval: evaluate } as unknown as RedisClient;
  return { store: createRedisStore({ send: (commands) => commands(client) }), sent };
}

const wait = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

test('a request that doesn’t get the lock within five seconds is refused', async () => {
  const { store } = storeWith({ lock: () => 0 });
  const outcome = store.withLock('id', () => Promise.resolve()).catch(String);
  await wait(6_000);
  expect(await Promise.race([outcome, Promise.resolve('waits')])).toBe('AuthError: unavailable');
});

test('a lock that is extended is held for as long as the work takes', async () => {
  const { store, sent } = storeWith({});
  await store.withLock('id', async (lease) => {
    await wait(5_000);
    lease.assertHeld();
  });
  expect(sent.filter((name) => name === 'extendLock').length).toBeGreaterThan(5);
});

test('a lock that another instance has by now is not held', async () => {
  const { store } = storeWith({ extendLock: () => 0 });
  await store.withLock('id', async (lease) => {
    await wait(2_500);
    expect(() => {
      lease.assertHeld();
    }).toThrow('unavailable');
  });
});

test('after its release a lock is not extended', async () => {
  const { store, sent } = storeWith({});
  await store.withLock('id', () => Promise.resolve());
  await wait(5_000);
  expect(sent).toEqual(['lock', 'unlock']);
});

test('a lock that may have been taken although the answer was lost is released', async () => {
  const lock = () => {
    throw new AuthError('unavailable');
  };
  const { store, sent } = storeWith({ lock });
  await expect(store.withLock('id', () => Promise.resolve())).rejects.toThrow('unavailable');
  expect(sent).toEqual(['lock', 'unlock']);
});
