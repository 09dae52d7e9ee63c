import { isTransient } from '@/lib/errors';
import type { RenewalJob } from '@/lib/session/renew';
import type { Session } from '@/lib/session/session';
import { randomFrom } from '../support/random';
import { delay } from './delay';
import { SimulatedInstance, type Answer } from './simulated-instances';
import { SimulatedLogto, type LogtoBehavior } from './simulated-logto';
import { SimulatedRedis, type RedisBehavior } from './simulated-redis';

/** A schedule: everything that happens follows from it. */
export interface Schedule {
  seed: number;
  instances: number;
  logto: LogtoBehavior;
  /** Several instances need one. */
  redis: RedisBehavior | undefined;
  /** True if each step waits until the one before is answered. */
  isSequential: boolean;
  steps: Step[];
}

export interface Step {
  /** After the step before. */
  afterMilliseconds: number;
  browser: number;
  instance: number;
  /**
   * `renew`: a request; `copy`: a request with the cookie that was current some steps before; `lose`: a request whose answer
   * is lost; `log out`: by back-channel logout; `revoke`: the grant ends at Logto.
   */
  action:
    | ('sign in' | 'renew' | 'copy' | 'lose')
    | ('sign out' | 'log out' | 'revoke')
    | ('die' | 'stop' | 'forget');
}

interface Browser {
  user: string;
  cookie: Session | undefined;
  earlier: Session | undefined;
  /** True if its session may have ended for a good reason. */
  mayHaveEnded: boolean;
  isSigningIn: boolean;
  hasLostAnswer: boolean;
}

/** The longest time that an answer takes: what is in it may be older by then. */
const staleMilliseconds = 500;

/** The longest time until nothing is in progress any more. */
export const restMilliseconds = 30_000;

const api = { resource: 'https://api.test' };

const jobs: [RenewalJob, ...RenewalJob[]] = [{}, {}, { token: api }, { also: [api] }];

/** Runs a schedule, and returns everything that happened and must not happen. */
export async function violationsOf(schedule: Schedule): Promise<string[]> {
  const random = randomFrom(schedule.seed);
  const violations: string[] = [];
  const logto = new SimulatedLogto(schedule.logto, random);
  const redis = schedule.redis && new SimulatedRedis(schedule.redis, random);
  const newInstance = () => new SimulatedInstance(logto, redis);
  const instances = Array.from({ length: schedule.instances }, newInstance);
  const browsers: Browser[] = [];
  let signIns = 0;
  const redisFails = (schedule.redis?.failurePercent ?? 0) > 0;
  const hasFailures = redisFails || schedule.logto.failurePercent > 0;
  const trouble = { hasStopped: false };
  /** When the end of a session was confirmed, by id. */
  const endedAt = new Map<string, number>();
  const hasEnded = (id: string, millisecondsAgo = 0) =>
    Date.now() - (endedAt.get(id) ?? Infinity) >= millisecondsAgo;

  /** Cookies have no space for everything. */
  const inCookie = (session: Session): Session => {
    const omitted = Object.keys(session.accessTokens);
    if (omitted.length === 0 || random.inPercent(50)) return session;
    return { ...session, accessTokens: {}, omitted };
  };

  const receive = (browser: Browser, shown: Session, { cookie }: Answer) => {
    if (cookie) browser.cookie = inCookie(cookie);
    // An answer of an instance that was stopped may arrive after the browser signed in again.
    if (cookie === null && (browser.cookie?.id === shown.id || !trouble.hasStopped))
      browser.cookie = undefined;
  };

  const signIn = async (browser: Browser, instance: SimulatedInstance) => {
    const id = `sign-in ${(signIns += 1)}`;
    const user = `user ${signIns}`;
    const before = browser.cookie;
    const { cookie, error } = await instance.signIn(id, user, before);
    if (!cookie) return;
    if (before && error === undefined) endedAt.set(before.id, Date.now());
    // The network between server and browser can change the order of answers; that isn't simulated.
    await delay(schedule.redis?.latencyMilliseconds ?? 0);
    const isReplaced = error === undefined;
    Object.assign(browser, { user, cookie, earlier: cookie, mayHaveEnded: !isReplaced });
  };

  const request = async (browser: Browser, shown: Session, instance: SimulatedInstance) => {
    const hadEnded = hasEnded(shown.id);
    const answer = await instance.renew(shown, random.pick(jobs));
    const { session, cookie } = answer;
    if (!redis?.hasForgotten) {
      if (session && hadEnded) violations.push(`${shown.id} was served after its end`);
      // What Redis answered may have been true some milliseconds ago.
      const isLate = hasEnded(shown.id, (schedule.redis?.latencyMilliseconds ?? 0) + 1);
      if (cookie && isLate && !trouble.hasStopped && !redisFails)
        violations.push(`a cookie for ${shown.id} after its end`);
    }
    if (
      !trouble.hasStopped &&
      !hasFailures &&
      !redis?.hasForgotten &&
      logto.isUsed(session?.refreshToken, staleMilliseconds)
    )
      violations.push(`${shown.id} was served with a refresh token that had been used`);
    return answer;
  };

  const act = async ({ action, ...step }: Step) => {
    const instance = instances[step.instance % instances.length] ?? newInstance();
    const browser = (browsers[step.browser] ??= {
      user: '',
      cookie: undefined,
      earlier: undefined,
      mayHaveEnded: true,
      isSigningIn: false,
      hasLostAnswer: false,
    });
    const { cookie, earlier } = browser;
    if (action === 'sign in') {
      if (browser.isSigningIn) return;
      browser.isSigningIn = true;
      await signIn(browser, instance);
      browser.isSigningIn = false;
      return;
    }
    if (action === 'forget') {
      redis?.forget();
      return;
    }
    if (action === 'die' || action === 'stop') {
      trouble.hasStopped = true;
      if (action === 'stop') instance.stop(500 + random.below(9_000));
      else instance.die();
      const next = (instances[instances.indexOf(instance)] = newInstance());
      // Browsers repeat the requests that the instance didn't answer, and another one answers.
      await delay(random.below(500));
      const asked = browsers.filter(Boolean).map(async (other) => {
        const shown = other.cookie;
        if (!shown) return;
        const answer = await request(other, shown, next);
        receive(other, shown, answer);
        if (isTransient(answer.error) && !hasFailures)
          violations.push(`${shown.id} was not served by another instance`);
      });
      await Promise.all(asked);
      return;
    }
    if (!cookie) return;
    if (action === 'revoke') {
      browser.mayHaveEnded = true;
      logto.revoke(cookie.refreshToken);
    } else if (action === 'sign out' || action === 'log out') {
      browser.mayHaveEnded = true;
      if (action === 'sign out') browser.cookie = undefined;
      const ending =
        action === 'sign out' ? instance.end(cookie, 'replaced') : instance.logOut(cookie);
      await ending.then(
        () => endedAt.set(cookie.id, Date.now()),
        () => undefined,
      );
    } else {
      const shown = (action === 'copy' && earlier) || cookie;
      if (random.inPercent(50)) browser.earlier = cookie;
      const answer = await request(browser, shown, instance);
      if (action === 'lose') browser.hasLostAnswer = true;
      else receive(browser, shown, answer);
    }
  };

  const inProgress: Promise<unknown>[] = [];
  for (const step of schedule.steps) {
    await delay(step.afterMilliseconds);
    // Nobody sends a request with a cookie that was replaced hours ago.
    if (step.afterMilliseconds > 60_000)
      for (const browser of browsers.filter(Boolean)) browser.earlier = browser.cookie;
    const done = act(step);
    if (schedule.isSequential) await done;
    inProgress.push(done);
  }
  await delay(restMilliseconds);

  const { hasStopped } = trouble;
  const canLoseStates = !schedule.isSequential && (redisFails || redis?.hasForgotten);
  const canLoseGrants =
    canLoseStates || (hasStopped && (hasFailures || schedule.logto.graceMilliseconds === 0));
  if (logto.usedTwice.length > 0 && !hasStopped && !canLoseStates)
    violations.push(`used twice: ${logto.usedTwice.join(', ')}`);
  logto.stopFailing();
  redis?.stopFailing();
  for (const browser of browsers.filter(Boolean)) {
    const { user, cookie, mayHaveEnded, hasLostAnswer } = browser;
    if (cookie && cookie.claims.sub !== user) {
      // An answer of an instance that was stopped, or of one that couldn't ask Redis: its session must have ended.
      const { session } = await request(browser, cookie, instances[0] ?? newInstance());
      const mayRemain = !hasEnded(cookie.id) || redis?.hasForgotten;
      if ((session && !mayRemain) || (!hasStopped && !redisFails))
        violations.push(`${cookie.claims.sub} where ${user} signed in`);
      continue;
    }
    if (mayHaveEnded || canLoseGrants) continue;
    if (
      cookie &&
      !hasStopped &&
      !hasFailures &&
      !hasLostAnswer &&
      logto.isUsed(cookie.refreshToken)
    )
      violations.push(`${user} has a refresh token that was used`);
    if (!cookie) {
      violations.push(`${user} was signed out`);
      continue;
    }
    const answer = await request(browser, cookie, instances[0] ?? newInstance());
    receive(browser, cookie, answer);
    if (answer.error !== undefined) violations.push(`${user} was not served`);
    if (!browser.cookie) violations.push(`${user} was signed out`);
  }
  return violations;
}
