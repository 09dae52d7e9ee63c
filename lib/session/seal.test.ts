import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { seal, sealedBytes, unseal, type SealKind } from './seal';

const kinds: SealKind[] = ['session', 'shared session', 'sign-in', 'refusal'];

afterEach(() => {
  vi.useRealTimers();
});

test('whatever JSON is sealed comes out again, and is as long as foretold, or a little shorter', async () => {
  const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...kinds), json, async (kind, data) => {
      const text = await seal(kind, data, 60);
      expect(await unseal(kind, z.unknown(), text)).toEqual(data);
      const slack = sealedBytes(kind, data) - text.length;
      expect(slack).toBeGreaterThanOrEqual(0);
      expect(slack).toBeLessThan(64);
    }),
    { numRuns: 50 },
  );
});

test('a seal of one kind never opens as another', async () => {
  for (const kind of kinds) {
    const text = await seal(kind, 'data', 60);
    const opened = await Promise.all(kinds.map((other) => unseal(other, z.string(), text)));
    expect(opened).toEqual(kinds.map((other) => (other === kind ? 'data' : undefined)));
  }
});

test('what is of another shape is nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (data) => {
      const text = await seal('sign-in', data, 60);
      const schema = z.object({ never: z.literal('there') });
      expect(await unseal('sign-in', schema, text)).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

test('what is no seal is nothing, whatever it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (text) => {
      expect(await unseal('session', z.unknown(), text)).toBeUndefined();
    }),
  );
});

test.each([0, -1, 1])(
  'with a lifetime of %i seconds it opens no longer than a minute more',
  async (lifetime) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const text = await seal('session', {}, lifetime);
    expect(await unseal('session', z.unknown(), text)).toEqual({});
    vi.setSystemTime(Date.now() + 61_000);
    expect(await unseal('session', z.unknown(), text)).toBeUndefined();
  },
);
