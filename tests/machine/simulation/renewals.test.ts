import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { restMilliseconds, violationsOf, type Schedule, type Step } from './world';

vi.setConfig({ testTimeout: 120_000 });

// Real encryption doesn't know the simulated clock, nor does Node's own timer.
vi.mock('iron-session', () => ({
  sealData: (data: unknown) => Promise.resolve(JSON.stringify(data)),
  unsealData: (text: string) => Promise.resolve(JSON.parse(text.startsWith('{') ? text : '{}')),
}));
vi.mock('node:timers/promises', async () => ({ setTimeout: (await import('./delay')).delay }));

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
  vi.spyOn(console, 'info').mockReturnValue();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const soon = fc.oneof(fc.constant(0), fc.nat(200), fc.nat(6_000));

const step = (...actions: fc.WeightedArbitrary<Step['action']>[]) =>
  fc.record({
    afterMilliseconds: soon,
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
  weighted('lose', 2),
  weighted('sign out', 1),
  weighted('log out', 1),
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

/** Three instances that share a Redis without failures, unless the test says otherwise. */
const schedules = (own: Partial<ArbitrarySchedule> = {}): ArbitrarySchedule => ({
  seed: fc.nat(),
  instances: fc.constant(3),
  logto,
  redis: fc.record({ latencyMilliseconds: fc.constantFrom(1, 40), failurePercent: fc.constant(0) }),
  isSequential: fc.constant(false),
  steps: steps(...everyday),
  ...own,
});

/** The same, but now and then nothing happens for two hours: longer than most states are kept. */
const withPauses = (schedule: ArbitrarySchedule): ArbitrarySchedule => ({
  ...schedule,
  steps: fc
    .tuple(schedule.steps, fc.infiniteStream(fc.nat(15)))
    .map(([all, random]) =>
      all.map((each) => (random.next().value === 0 ? { ...each, afterMilliseconds: pause } : each)),
    ),
});

const pause = 2 * 60 * 60_000;

/**
 * Runs schedules until one has a violation; fast-check then looks for a shorter one.
 *
 * @param found schedules that had one before, to run first
 */
async function expectNoViolation(shape: ArbitrarySchedule, ...found: Schedule[]) {
  const holds = fc.asyncProperty(fc.record(shape), async (schedule) => {
    const violations = violationsOf(schedule);
    const milliseconds = schedule.steps.reduce(
      (sum, { afterMilliseconds }) => sum + afterMilliseconds,
      2 * restMilliseconds + (schedule.isSequential ? 20_000 * schedule.steps.length : 0),
    );
    await vi.advanceTimersByTimeAsync(milliseconds);
    expect(await violations).toEqual([]);
    vi.clearAllTimers();
  });
  const examples = found.map((schedule): [Schedule] => [schedule]);
  await fc.assert(holds, { numRuns: 600, seed: 12, examples });
}

test('one instance without Redis', async () => {
  const schedule = schedules({ instances: fc.constant(1), redis: fc.constant(undefined) });
  await expectNoViolation(withPauses(schedule));
});

test('three instances that share a Redis', async () => {
  await expectNoViolation(withPauses(schedules()));
});

test('instances that die or are stopped: within Logto’s grace, the session lives', async () => {
  const requests = [weighted('renew', 10), weighted('copy', 6), weighted('lose', 2)];
  const trouble = fc
    .record({
      request: step(weighted('renew', 1)),
      milliseconds: fc.nat(600),
      action: fc.constantFrom('die', 'stop'),
    })
    .map(({ request, milliseconds, action }): Step[] => [
      { ...request, afterMilliseconds: 0, action: 'sign in' },
      { ...request, afterMilliseconds: 6_000 },
      { ...request, afterMilliseconds: milliseconds, action },
    ]);
  await expectNoViolation(
    schedules({
      logto: logto.map((behavior) => ({
        ...behavior,
        graceMilliseconds: 3_000,
        latencyMilliseconds: Math.min(behavior.latencyMilliseconds, 300),
      })),
      redis: fc.constant({ latencyMilliseconds: 40, failurePercent: 0 }),
      steps: fc
        .tuple(
          fc.array(step(...everyday), { maxLength: 6 }),
          trouble,
          steps(...requests, weighted('sign in', 1)),
        )
        .map(([before, middle, after]) => [...before, ...middle, ...after]),
    }),
  );
});

const unreliableRedis = fc.record({
  latencyMilliseconds: fc.constantFrom(1, 40, 300),
  failurePercent: fc.constantFrom(2, 20),
});

test('a Redis that drops commands and forgets: nobody is signed in as somebody else', async () => {
  await expectNoViolation(
    schedules({
      redis: unreliableRedis,
      steps: steps(...everyday, weighted('die', 1), weighted('forget', 1)),
    }),
  );
});

test('a Redis that drops commands and forgets: whoever waits for each answer stays signed in', async () => {
  await expectNoViolation(
    schedules({
      redis: unreliableRedis,
      isSequential: fc.constant(true),
      steps: steps(weighted('sign in', 2), weighted('renew', 10), weighted('forget', 1)),
    }),
  );
});
