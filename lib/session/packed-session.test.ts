import fc from 'fast-check';
import { UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { inflate } from './compression';
import { packedSessionSchema, packSession } from './packed-session';
import type { Session } from './session';

const time = fc.nat();
const base64url = fc
  .uint8Array({ maxLength: 96 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const json = fc.dictionary(fc.string(), fc.jsonValue());

/** A JWT as a library would spell it, or with spaces, or with another order, or none at all. */
const token = fc.oneof(
  fc
    .tuple(json, json, base64url, fc.constantFrom(0, 2))
    .map(([header, payload, signature, indent]) => {
      const part = (value: object) =>
        Buffer.from(JSON.stringify(value, undefined, indent)).toString('base64url');
      return `${part(header)}.${part(payload)}.${signature}`;
    }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '.', '..', 'e30.e30.', 'e30=.e30.', 'bnVsbA.W10.x', 'e30.e30.x.y'),
);

const session: fc.Arbitrary<Session> = fc.record(
  {
    id: fc.uuid(),
    origin: fc.record({ sub: fc.string(), iat: time }),
    generation: fc.nat(),
    renewals: fc.nat(),
    idToken: token,
    idTokenExpiresAt: time,
    refreshToken: fc.string(),
    accessTokens: fc
      .array(fc.tuple(fc.webUrl(), fc.record({ value: token, staleAt: time, expiresAt: time })), {
        maxLength: 4,
      })
      .map((entries) => Object.fromEntries(entries)),
    omittedClaims: fc.array(fc.string()),
    signedInAt: time,
    renewedAt: time,
    expiresAt: time,
  },
  {
    requiredKeys: [
      ...([
        'id',
        'origin',
        'generation',
        'renewals',
        'idToken',
        'idTokenExpiresAt',
        'accessTokens',
      ] as const),
      ...(['signedInAt', 'renewedAt', 'expiresAt'] as const),
    ],
  },
);

test('every session comes out as it was packed, each token character by character', () => {
  fc.assert(
    fc.property(session, (original) => {
      const packed = packSession(original);
      const unpacked = packedSessionSchema.parse(JSON.parse(JSON.stringify(packed)));
      expect(unpacked).toEqual(original);
      expect(Object.keys(unpacked.accessTokens)).toEqual(Object.keys(original.accessTokens));
    }),
  );
});

const example: Session = {
  id: 'id',
  origin: { sub: 'user', iat: 1 },
  generation: 0,
  renewals: 0,
  idToken: `${new UnsecuredJWT({ sub: 'user', name: 'Anna' }).encode()}signature-of-the-id-token`,
  idTokenExpiresAt: 2,
  refreshToken: 'the-refresh-token',
  accessTokens: { '': { value: 'the-opaque-token', staleAt: 1, expiresAt: 2 } },
  signedInAt: 1,
  renewedAt: 1,
  expiresAt: 2,
};

test('what is secret is not among what is compressed', () => {
  const { compressed, secrets } = packSession(example) ?? { compressed: '', secrets: [] };
  const readable = JSON.stringify(inflate(compressed));
  expect(readable).toContain('Anna');
  expect(secrets).toEqual(['signature-of-the-id-token', 'the-opaque-token', 'the-refresh-token']);
  for (const secret of secrets) expect(readable).not.toContain(secret);
});

describe('what is no packed session is none', () => {
  const packed = packSession(example);

  test.each([
    undefined,
    null,
    [],
    7,
    'x',
    {},
    { ...packed, secrets: [] },
    { ...packed, secrets: [1, 2, 3] },
    { ...packed, compressed: '' },
    { ...packed, compressed: packed?.compressed.slice(4) },
    { ...packed, compressed: `AAAA${packed?.compressed}` },
  ])('%j', (value) => {
    expect(packedSessionSchema.safeParse(value).success).toBe(false);
  });

  test.each([
    ['a negative time', { expiresAt: -1 }],
    ['a time that is no number', { expiresAt: NaN }],
    ['an endless time', { renewedAt: Infinity }],
    ['half a generation', { generation: 0.5 }],
    ['a user without a name', { origin: { iat: 1 } }],
  ])('%s', (_what, change) => {
    const absurd = packSession({ ...example, ...change } as Session);
    expect(packedSessionSchema.safeParse(absurd).success).toBe(false);
  });
});

test('a session of a megabyte is not packed, and no text can be unpacked to one', () => {
  expect(packSession({ ...example, id: 'x'.repeat(1024 * 1024) })).toBeUndefined();
});
