import { expect, test } from 'vitest';
import { now } from '../clock';
import { getConfig } from '../config';
import { AuthError } from '../errors';
import { lifeSeconds, LockQueue } from './store-parts';
import { testSession } from './test-sessions';

const settled = async (all: Promise<unknown>[]) =>
  (await Promise.allSettled(all)).map((result) =>
    result.status === 'fulfilled' ? result.value : (result.reason as Error).message,
  );

const returns = (value: string) => () => Promise.resolve(value);
const fails = (error: Error) => () => Promise.reject(error);

test('functions with the same key run one after the other, in their order', async () => {
  const queue = new LockQueue();
  const steps: string[] = [];
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await Promise.resolve();
    steps.push(`${name} ends`);
    return name;
  };
  const all = ['a', 'b', 'c'].map((name) => queue.run('key', work(name)));
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('functions with other keys don’t wait', async () => {
  const queue = new LockQueue();
  void queue.run('key', () => new Promise(() => undefined));
  expect(await queue.run('other', returns('done'))).toBe('done');
});

test('a temporary failure is thrown to all that waited, and to nobody afterwards', async () => {
  const queue = new LockQueue();
  const all = [
    queue.run('key', fails(new AuthError('provider_unreachable'))),
    queue.run('key', returns('second')),
    queue.run('key', returns('third')),
  ];
  expect(await settled(all)).toEqual(Array(3).fill('provider_unreachable'));
  expect(await queue.run('key', returns('later'))).toBe('later');
});

test('any other failure is its own function’s alone', async () => {
  const queue = new LockQueue();
  const all = [
    queue.run('key', fails(new AuthError('access_denied'))),
    queue.run('key', fails(new Error('defect'))),
    queue.run('key', returns('third')),
  ];
  expect(await settled(all)).toEqual(['access_denied', 'defect', 'third']);
});

test('a function that throws at once fails like any other', async () => {
  const queue = new LockQueue();
  const throws = () => {
    throw new Error('defect');
  };
  expect(await settled([queue.run('key', throws), queue.run('key', returns('next'))])).toEqual([
    'defect',
    'next',
  ]);
});

test('a session lives as long as it may be inactive, but not longer than in all', () => {
  const { sessionInactivitySeconds, sessionAbsoluteSeconds } = getConfig();
  const tolerance = 5 * 60;
  const session = testSession();
  expect(lifeSeconds(session)).toBe(sessionInactivitySeconds + tolerance);
  const old = { ...session, signedInAt: now() - sessionAbsoluteSeconds + 60 };
  expect(lifeSeconds(old)).toBe(60 + tolerance);
  expect(lifeSeconds({ ...session, signedInAt: 0 })).toBe(tolerance);
});
