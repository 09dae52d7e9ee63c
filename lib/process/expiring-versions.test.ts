import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ExpiringVersions } from './expiring-versions';

beforeEach(() => {
  vi.useFakeTimers({ now: 0, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const setSeconds = (seconds: number) => vi.setSystemTime(seconds * 1000);

test('a key is forgotten when its time is over, however often an older version of it was', () => {
  const versions = new ExpiringVersions();
  expect(versions.setIfNewer('a', 1, 600)).toBe(true);
  expect(versions.setIfNewer('a', 1, 900)).toBe(false);
  expect(versions.setIfNewer('b', 1, 600)).toBe(true);
  expect(versions.setIfNewer('b', 2, 900)).toBe(true);
  setSeconds(599);
  expect([versions.get('a'), versions.get('b')]).toEqual([1, 2]);
  setSeconds(660);
  expect([versions.get('a'), versions.get('b')]).toEqual([undefined, 2]);
  expect(versions.setIfNewer('a', 0, 600)).toBe(true);
  setSeconds(960);
  expect([versions.get('a'), versions.get('b'), versions.size]).toEqual([0, undefined, 1]);
});

test('a clock that is set ahead and back loses nothing that is noted afterwards, and keeps nothing for ever', () => {
  const versions = new ExpiringVersions();
  setSeconds(1e9);
  versions.setIfNewer('ahead', 1, 600);
  setSeconds(0);
  versions.setIfNewer('a', 1, 600);
  expect(versions.get('a')).toBe(1);
  setSeconds(660);
  expect([versions.get('a'), versions.get('ahead')]).toEqual([undefined, 1]);
});

test('a million ended sessions take less than 150 MB', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const used = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const versions = new ExpiringVersions();
  const count = 200_000;
  const before = used();
  for (let index = 0; index < count; index++) {
    setSeconds(index / 100);
    versions.setIfNewer(`logto:ended:${crypto.randomUUID()}`, 1, 14 * 24 * 3600);
  }
  const perEntry = (used() - before) / count;
  expect(versions.size).toBe(count);
  expect(perEntry * 1e6).toBeLessThan(150e6);
});
