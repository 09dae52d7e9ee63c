import { isTransient } from '@/lib/errors';
import type { Outcome } from '@/lib/session/renewals';
import type { Session } from '@/lib/session/session';
import { randomFrom } from '../support/random';
import { delay } from './delay';
import { SimulatedInstance } from './simulated-instances';
import { SimulatedLogto, type LogtoBehavior } from './simulated-logto';
import { SimulatedRedis, type RedisBehavior } from './simulated-redis';

/** A schedule: everything that happens follows from it. */
export interface Schedule {
  seed: number;
  instances: number;
  logto: LogtoBehavior;
  /** Several instances need one. */
  redis: RedisBehavior | undefined;
  steps: Step[];
}

export interface Step {
  /** After the step before. */
  afterMilliseconds: number;
  browser: number;
  instance: number;
  /** `end`: by Logto's word, as by back-channel logout; `copy`: a request with the cookie that was current some steps before. */
  action: 'renew' | 'copy' | 'sign in' | 'sign out' | 'end' | 'revoke' | 'die' | 'stop' | 'forget';
}

interface Browser {
  user: string;
  cookie: Session | undefined;
  earlier: Session | undefined;
  /** Whether anything but the machine's own doing may have ended its session. */
  mayBeOver: boolean;
  isSigningIn: boolean;
}

/** How long an answer may be on its way: what it brings may be older by then. */
const staleMilliseconds = 500;

/** Longest time that everything under way takes to come to rest. */
export const restMilliseconds = 30_000;

/** Runs a schedule, and returns what must not have happened. */
export async function violationsOf(schedule: Schedule): Promise<string[]> {
  const random = randomFrom(schedule.seed);
  const violations: string[] = [];
  const logto = new SimulatedLogto(schedule.logto, random);
  const redis = schedule.redis && new SimulatedRedis(schedule.redis, random);
  const newInstance = () => new SimulatedInstance(logto, redis);
  const instances = Array.from({ length: schedule.instances }, newInstance);
  const browsers: Browser[] = [];
  let signIns = 0;
  const hasFailures =
    (schedule.redis?.failurePercent ?? 0) > 0 || schedule.logto.failurePercent > 0;
  const trouble = { hasStopped: false };
  const isCalm = () => !trouble.hasStopped && !hasFailures && !redis?.hasLost;
  const endedAt = new Map<string, number>();
  /** Ended so long ago that an answer of Redis from before has arrived. */
  const isKnownToBeOver = (id: string) =>
    Date.now() - (endedAt.get(id) ?? Infinity) > (schedule.redis?.latencyMilliseconds ?? 0);

  const settle = (browser: Browser, sent: Session, { state, isOver, error }: Outcome) => {
    // An answer that was stopped for seconds can't know what happened since.
    if (isOver && (browser.cookie?.id === sent.id || !trouble.hasStopped))
      browser.cookie = undefined;
    else if (state && (error === undefined || state.generation > sent.generation))
      browser.cookie = state;
  };

  const signIn = async (browser: Browser, instance: SimulatedInstance) => {
    const id = `sign-in ${(signIns += 1)}`;
    const user = `user ${signIns}`;
    const { state } = await instance.signIn(id, user);
    if (!state) return;
    const before = browser.cookie;
    if (before) await instance.end(before, 'replaced').catch(() => undefined);
    // The network between server and browser can put answers in another order; that isn't looked at here.
    await delay(schedule.redis?.latencyMilliseconds ?? 0);
    Object.assign(browser, { user, cookie: state, earlier: state, mayBeOver: false });
  };

  const renew = async (browser: Browser, sent: Session, instance: SimulatedInstance) => {
    const wasOver = endedAt.has(sent.id);
    const outcome = await instance.renew(sent);
    if (
      outcome.state &&
      (wasOver || (isKnownToBeOver(sent.id) && !trouble.hasStopped)) &&
      !redis?.hasLost
    )
      violations.push(`a cookie for ${sent.id}, which is over`);
    if (
      isCalm() &&
      outcome.error === undefined &&
      logto.isSpent(outcome.state?.refreshToken, staleMilliseconds)
    )
      violations.push(`a refresh token for ${sent.id} that another instance spent before`);
    settle(browser, sent, outcome);
    return outcome;
  };

  const act = async ({ action, ...step }: Step) => {
    const instance = instances[step.instance % instances.length] ?? newInstance();
    const browser = (browsers[step.browser] ??= {
      user: '',
      cookie: undefined,
      earlier: undefined,
      mayBeOver: true,
      isSigningIn: false,
    });
    const { cookie, earlier } = browser;
    if (action === 'sign in') {
      if (browser.isSigningIn) return;
      browser.isSigningIn = true;
      await signIn(browser, instance);
      browser.isSigningIn = false;
      return;
    }
    if (action === 'forget') return redis?.forget();
    if (action === 'die' || action === 'stop') {
      trouble.hasStopped = true;
      if (action === 'stop') instance.stop(500 + random.below(6_000));
      else instance.die();
      const next = (instances[instances.indexOf(instance)] = newInstance());
      // What the instance left unanswered the browsers ask again, and another one answers.
      await delay(random.below(500));
      const asked = browsers.filter(Boolean).map(async (other) => {
        const { error } = other.cookie ? await renew(other, other.cookie, next) : {};
        if (isTransient(error) && !hasFailures) violations.push('kept waiting');
      });
      await Promise.all(asked);
      return;
    }
    if (!cookie) return;
    if (action === 'revoke') {
      browser.mayBeOver = true;
      logto.revoke(cookie.refreshToken);
    } else if (action === 'sign out' || action === 'end') {
      browser.mayBeOver = true;
      if (action === 'sign out') browser.cookie = undefined;
      await instance.end(cookie, action === 'end' ? 'ended' : 'replaced').then(
        () => endedAt.set(cookie.id, Date.now()),
        () => undefined,
      );
    } else {
      const sent = (action === 'copy' && earlier) || cookie;
      if (random.inPercent(50)) browser.earlier = cookie;
      await renew(browser, sent, instance);
    }
  };

  const underWay: Promise<unknown>[] = [];
  for (const step of schedule.steps) {
    await delay(step.afterMilliseconds);
    underWay.push(act(step));
  }
  await delay(restMilliseconds);

  const mayLoseGrants =
    redis?.hasLost ||
    (trouble.hasStopped && (hasFailures || schedule.logto.graceMilliseconds === 0));
  if (logto.spentTwice.length > 0 && !trouble.hasStopped && !redis?.hasLost)
    violations.push(`spent twice: ${logto.spentTwice.join(', ')}`);
  logto.calmDown();
  redis?.calmDown();
  for (const browser of browsers.filter(Boolean)) {
    const { user, cookie, mayBeOver } = browser;
    if (cookie && cookie.origin.sub !== user && !redis?.hasLost) {
      // The cookie of an instance that was stopped right before it answered: its session must be over.
      const { state } = await renew(browser, cookie, instances[0] ?? newInstance());
      if (state || !trouble.hasStopped)
        violations.push(`${cookie.origin.sub} where ${user} signed in`);
      continue;
    }
    if (mayBeOver || mayLoseGrants) continue;
    if (cookie && !trouble.hasStopped && !hasFailures && logto.isSpent(cookie.refreshToken))
      violations.push(`${user} has a refresh token that is spent`);
    const { error } = cookie ? await renew(browser, cookie, instances[0] ?? newInstance()) : {};
    if (error) violations.push(`${user} was not served`);
    if (!browser.cookie) violations.push(`${user} was signed out`);
  }
  return violations;
}
