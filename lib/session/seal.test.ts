import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { seal, sealedLength, sealSession, unseal, type SealKind } from './seal';
import { testSession } from './test-sessions';

const kinds: SealKind[] = ['session', 'sign-in'];

afterEach(() => {
  vi.useRealTimers();
});

test('any JSON comes out as it was', async () => {
  const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...kinds), json, async (kind, data) => {
      const text = await seal(kind, data, 60);
      expect(await unseal(kind, z.unknown(), text)).toEqual(data);
    }),
    { numRuns: 50 },
  );
});

test('the seal of a session is as long as predicted, or a little shorter', async () => {
  for (let length = 0; length < 50; length++) {
    const session = { ...testSession(), refreshToken: 'x'.repeat(length) };
    const slack = sealedLength(session) - (await sealSession(session, 60)).length;
    expect(slack).toBeGreaterThanOrEqual(0);
    expect(slack).toBeLessThan(64);
  }
});

test('a seal of one kind never opens as another', async () => {
  for (const kind of kinds) {
    const text = await seal(kind, 'data', 60);
    const opened = await Promise.all(kinds.map((other) => unseal(other, z.string(), text)));
    expect(opened).toEqual(kinds.map((other) => (other === kind ? 'data' : undefined)));
  }
});

test('data of another shape is not returned', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (data) => {
      const text = await seal('sign-in', data, 60);
      const schema = z.object({ never: z.literal('there') });
      expect(await unseal('sign-in', schema, text)).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

test('anything else than a seal has no data, whatever it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => {
      expect(await unseal('session', z.unknown(), text)).toBeUndefined();
    }),
  );
});

test.each([0, -1, 1])(
  'a seal for %i seconds opens no longer than a minute more',
  async (lifetime) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const text = await seal('session', {}, lifetime);
    expect(await unseal('session', z.unknown(), text)).toEqual({});
    vi.setSystemTime(Date.now() + 61_000);
    expect(await unseal('session', z.unknown(), text)).toBeUndefined();
  },
);
