import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stoppedWithLock, twoRemovals } from './found';
import { restMilliseconds, violationsOf, type Schedule, type Step } from './world';

vi.setConfig({ testTimeout: 60_000 });

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
});

afterEach(() => {
  vi.useRealTimers();
});

const step = (...actions: fc.WeightedArbitrary<Step['action']>[]) =>
  fc.record({
    afterMilliseconds: fc.oneof(fc.constant(0), fc.nat(200), fc.nat(6_000)),
    browser: fc.nat(1),
    instance: fc.nat(2),
    action: fc.oneof(...actions),
  });

const weighted = (action: Step['action'], weight: number) => ({
  arbitrary: fc.constant(action),
  weight,
});

const everyday = [
  weighted('sign in', 3),
  weighted('renew', 10),
  weighted('copy', 6),
  weighted('sign out', 1),
  weighted('end', 1),
  weighted('revoke', 1),
];

const steps = (...actions: Parameters<typeof step>) =>
  fc.array(step(...actions), { minLength: 5, maxLength: 30 });

const logto = fc.record({
  graceMilliseconds: fc.constantFrom(0, 3_000),
  failurePercent: fc.constantFrom(0, 20),
  badIdTokenPercent: fc.constantFrom(0, 20),
  latencyMilliseconds: fc.constantFrom(1, 300, 2_000),
  idTokenLifetimeSeconds: fc.constantFrom(4, 60),
});

type ArbitrarySchedule = { [Key in keyof Schedule]: fc.Arbitrary<Schedule[Key]> };

/** Three instances that share a Redis without failures; the rest as the test wants it. */
const schedules = (own: Partial<ArbitrarySchedule> = {}): ArbitrarySchedule => ({
  seed: fc.nat(),
  instances: fc.constant(3),
  logto,
  redis: fc.record({ latencyMilliseconds: fc.constantFrom(1, 40), failurePercent: fc.constant(0) }),
  steps: steps(...everyday),
  ...own,
});

/**
 * Runs schedules until one breaks what must hold; fast-check then looks for a shorter one.
 *
 * @param found schedules that once did, to run first
 */
async function expectNoViolation(shape: ArbitrarySchedule, ...found: Schedule[]) {
  const holds = fc.asyncProperty(fc.record(shape), async (schedule) => {
    const violations = violationsOf(schedule);
    const milliseconds = schedule.steps.reduce(
      (sum, { afterMilliseconds }) => sum + afterMilliseconds,
      2 * restMilliseconds,
    );
    await vi.advanceTimersByTimeAsync(milliseconds);
    expect(await violations).toEqual([]);
    vi.clearAllTimers();
  });
  const examples = found.map((schedule): [Schedule] => [schedule]);
  await fc.assert(holds, { numRuns: 1_000, seed: 12, examples });
}

test('one instance without Redis', async () => {
  await expectNoViolation(schedules({ instances: fc.constant(1), redis: fc.constant(undefined) }));
});

test('three instances that share a Redis', async () => {
  await expectNoViolation(schedules(), twoRemovals);
});

test('instances that die or are stopped in the middle: within Logto’s grace, the session lives', async () => {
  const trouble = step(weighted('die', 1), weighted('stop', 1));
  await expectNoViolation(
    schedules({
      logto: logto.map((behavior) => ({
        ...behavior,
        graceMilliseconds: 3_000,
        latencyMilliseconds: Math.min(behavior.latencyMilliseconds, 300),
      })),
      steps: fc
        .tuple(steps(...everyday), trouble, steps(...everyday))
        .map(([before, middle, after]) => [...before, middle, ...after]),
    }),
    stoppedWithLock,
  );
});

test('a Redis that drops commands and forgets: nobody is signed in as somebody else', async () => {
  await expectNoViolation(
    schedules({
      redis: fc.record({
        latencyMilliseconds: fc.constantFrom(1, 40, 300),
        failurePercent: fc.constantFrom(2, 20),
      }),
      steps: steps(...everyday, weighted('die', 1), weighted('forget', 1)),
    }),
  );
});
