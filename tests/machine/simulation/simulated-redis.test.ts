import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RedisConnection } from '@/lib/session/redis';
import * as scripts from '@/lib/session/redis-scripts';
import { randomFrom } from '../support/random';
import { hasRedis, startRedis } from '../support/redis';
import { SimulatedRedis } from './simulated-redis';

const generation = fc.nat(3);
const seconds = fc.constantFrom(60, 3_600, 100_000);
const owner = fc.constantFrom('one', 'two');

/** Arguments as the store sends them, for the same few states, marks and owners. */
const states = fc.oneof(
  fc.tuple(fc.constant(scripts.readState), fc.integer({ min: -2, max: 3 }), generation, seconds),
  fc
    .tuple(generation, generation, seconds)
    .map(([newer, rotated, kept]) => [scripts.putState, newer, `${newer}:${rotated}:Fe26`, kept]),
  fc.tuple(fc.constant(scripts.endState), fc.constantFrom('ended', 'replaced'), seconds),
);
const marks = fc.tuple(fc.constant(scripts.setIfHigher), fc.nat(3), seconds);
const locks = fc.oneof(
  fc.tuple(fc.constant(scripts.lock), owner, fc.constant(60_000), fc.constantFrom(0, 1)),
  fc.tuple(fc.constant(scripts.extendLock), owner, fc.constant(60_000)),
  fc.tuple(fc.constant(scripts.unlock), owner, fc.constantFrom('', 'failed:unavailable'), seconds),
);

type Call = (string | number)[];

describe.skipIf(!hasRedis())('the simulated Redis', () => {
  let server: Awaited<ReturnType<typeof startRedis>>;
  let real: RedisConnection;
  const simulated = new SimulatedRedis(
    { latencyMilliseconds: 1, failurePercent: 0 },
    randomFrom(1),
  ).connect(() => Promise.resolve());

  beforeAll(async () => {
    server = await startRedis();
    real = new RedisConnection([server.url]);
  });
  afterAll(async () => {
    await real.close();
    await server.stop();
  });

  /** Runs scripts on a key that nobody else has, and returns their answers and what is there in the end. */
  async function answers(redis: Pick<RedisConnection, 'send'>, calls: Call[]) {
    const key = crypto.randomUUID();
    const all: unknown[] = [];
    for (const [script = '', ...args] of calls)
      all.push(await redis.send((client) => client.eval(String(script), 1, key, ...args)));
    return [...all, await redis.send((client) => client.getex(key))];
  }

  test.each([
    ['states', states],
    ['marks', marks],
    ['locks', locks],
  ])('answers like a real one: %s', async (_what, call) => {
    await fc.assert(
      fc.asyncProperty(fc.array(call as fc.Arbitrary<Call>, { maxLength: 12 }), async (calls) => {
        expect(await answers(simulated, calls)).toEqual(await answers(real, calls));
      }),
      { numRuns: 200 },
    );
  });
});
