import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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
    after: fc.oneof(fc.constant(0), fc.nat(200), fc.nat(6_000)),
    browser: fc.nat(1),
    instance: fc.nat(2),
    action: fc.oneof(...actions),
  });

const often = (action: Step['action'], weight: number) => ({
  arbitrary: fc.constant(action),
  weight,
});

const everyday = [
  often('sign in', 3),
  often('renew', 10),
  often('copy', 6),
  often('sign out', 1),
  often('end', 1),
  often('revoke', 1),
];

const steps = (...actions: Parameters<typeof step>) =>
  fc.array(step(...actions), { minLength: 5, maxLength: 30 });

const logto = fc.record({
  graceMilliseconds: fc.constantFrom(0, 3_000),
  failures: fc.constantFrom(0, 20),
  badIdTokens: fc.constantFrom(0, 20),
  latencyMilliseconds: fc.constantFrom(1, 300, 2_000),
});

/** Runs schedules until one breaks what must hold; fast-check then looks for a shorter one. */
async function expectNoViolation(shape: {
  [Key in keyof Schedule]: fc.Arbitrary<Schedule[Key]>;
}) {
  const holds = fc.asyncProperty(fc.record(shape), async (schedule) => {
    const violations = violationsOf(schedule);
    const milliseconds = schedule.steps.reduce(
      (sum, { after }) => sum + after,
      2 * restMilliseconds,
    );
    await vi.advanceTimersByTimeAsync(milliseconds);
    expect(await violations).toEqual([]);
    vi.clearAllTimers();
  });
  await fc.assert(holds, { numRuns: 1_000, seed: 12 });
}

test('one instance without Redis', async () => {
  const redis = fc.constant(undefined);
  const shape = {
    seed: fc.nat(),
    instances: fc.constant(1),
    logto,
    redis,
    steps: steps(...everyday),
  };
  await expectNoViolation(shape);
});

test('three instances that share a Redis', async () => {
  const redis = fc.record({
    latencyMilliseconds: fc.constantFrom(1, 40),
    failures: fc.constant(0),
  });
  const shape = {
    seed: fc.nat(),
    instances: fc.constant(3),
    logto,
    redis,
    steps: steps(...everyday),
  };
  await expectNoViolation(shape);
});

test('instances that die or are stopped in the middle: within Logto’s grace, the session lives', async () => {
  const redis = fc.record({
    latencyMilliseconds: fc.constantFrom(1, 40),
    failures: fc.constant(0),
  });
  const shape = {
    seed: fc.nat(),
    instances: fc.constant(3),
    logto: logto.map((weather) => ({
      ...weather,
      graceMilliseconds: 3_000,
      latencyMilliseconds: Math.min(weather.latencyMilliseconds, 300),
    })),
    redis,
    steps: fc
      .tuple(steps(...everyday), step(often('die', 1), often('stop', 1)), steps(...everyday))
      .map(([before, trouble, after]) => [...before, trouble, ...after]),
  };
  await expectNoViolation(shape);
});

test('a Redis that drops commands and forgets: nobody is signed in as somebody else', async () => {
  const redis = fc.record({
    latencyMilliseconds: fc.constantFrom(1, 40, 300),
    failures: fc.constantFrom(2, 20),
  });
  const trouble = [often('die', 1), often('forget', 1)];
  const shape = {
    seed: fc.nat(),
    instances: fc.constant(3),
    logto,
    redis,
    steps: steps(...everyday, ...trouble),
  };
  await expectNoViolation(shape);
});
