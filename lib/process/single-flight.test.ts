import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { singleFlight } from './single-flight';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('callers at the same time share one run, and so do late-comers for a while', async () => {
  const once = singleFlight<number>(60);
  let runs = 0;
  const task = () => Promise.resolve(++runs);

  expect(await Promise.all([once('a', task), once('a', task), once('b', task)])).toEqual([1, 1, 2]);
  vi.advanceTimersByTime(59_000);
  expect(await once('a', task)).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(await once('a', task)).toBe(3);
});

test('a failure is shared while it runs, and then forgotten', async () => {
  const once = singleFlight<string>(60);
  const failing = () => Promise.reject(new Error('no'));

  const outcomes = await Promise.allSettled([once('a', failing), once('a', failing)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await once('a', () => Promise.resolve('yes'))).toBe('yes');
});
