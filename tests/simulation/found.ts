import type { Schedule, Step } from './world';

/** A step of the browsers' numbers 0 and 1 at the instances' numbers 0 to 2. */
type Row = [afterMilliseconds: number, browser: number, instance: number, Step['action']];

const steps = (...rows: Row[]): Step[] =>
  rows.map(([afterMilliseconds, browser, instance, action]) => ({
    afterMilliseconds,
    browser,
    instance,
    action,
  }));

const base = {
  instances: 3,
  logto: {
    graceMilliseconds: 3_000,
    failurePercent: 0,
    badIdTokenPercent: 0,
    latencyMilliseconds: 1,
    idTokenLifetimeSeconds: 4,
  },
  redis: { latencyMilliseconds: 40, failurePercent: 0 },
};

/** A session ends by Logto's word while its browser signs in anew: two answers removed a cookie, the later one the new one. */
export const twoRemovals: Schedule = {
  ...base,
  seed: 1_476_394_997,
  steps: steps(
    [0, 0, 0, 'sign in'],
    [20, 0, 0, 'renew'],
    [197, 1, 0, 'sign in'],
    [0, 0, 0, 'renew'],
    [16, 0, 0, 'sign in'],
    [199, 0, 1, 'renew'],
    [0, 0, 0, 'end'],
    [135, 0, 0, 'renew'],
    [0, 0, 0, 'renew'],
    [0, 0, 0, 'renew'],
  ),
};

/** An instance is stopped between taking its lock and asking Logto: it spent a token that another one had spent seconds before. */
export const stoppedWithLock: Schedule = {
  ...base,
  logto: { ...base.logto, latencyMilliseconds: 300 },
  seed: 87_248_391,
  steps: steps(
    [0, 1, 0, 'sign in'],
    [0, 0, 0, 'sign in'],
    [0, 0, 0, 'renew'],
    [0, 0, 0, 'copy'],
    [289, 1, 0, 'renew'],
    [0, 0, 0, 'renew'],
    [106, 0, 0, 'copy'],
    [0, 0, 0, 'stop'],
    [0, 0, 0, 'end'],
    [0, 0, 0, 'renew'],
    [0, 0, 0, 'copy'],
    [0, 0, 0, 'renew'],
    [0, 0, 0, 'sign in'],
  ),
};
