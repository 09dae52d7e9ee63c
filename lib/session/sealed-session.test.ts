import fc from 'fast-check';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { encodeSession, openSession, seal, sealSession } from './seal';
import type { Session } from './session';
import { testSession } from './test-sessions';

// Secrets of `SESSION_SECRET`: the first one encrypts, the other one only decrypts.
vi.stubEnv(
  'SESSION_SECRET',
  '8:the-secret-that-encrypts-now-in-this-test,7:the-secret-of-a-cookie-that-was-made-in-2026',
);

const time = fc.nat();
const json = fc.dictionary(fc.string(), fc.jsonValue());

const session = fc.record(
  {
    id: fc.string(),
    generation: fc.nat(),
    rotatedIn: fc.nat(),
    renewals: fc.nat(),
    claims: json as unknown as fc.Arbitrary<Session['claims']>,
    omitted: fc.array(fc.string()),
    refreshToken: fc.string({ unit: 'binary' }),
    accessTokens: fc
      .array(
        fc.tuple(fc.webUrl(), fc.record({ value: fc.string(), staleAt: time, expiresAt: time })),
        {
          maxLength: 4,
        },
      )
      .map((entries) => Object.fromEntries(entries)),
    signInIat: time,
    signedInAt: time,
    renewedAt: time,
    claimsExpireAt: time,
    expiresAt: time,
  },
  {
    requiredKeys: [
      ...(['id', 'generation', 'rotatedIn', 'renewals', 'claims', 'accessTokens'] as const),
      ...(['signInIat', 'signedInAt', 'renewedAt', 'claimsExpireAt', 'expiresAt'] as const),
    ],
  },
);

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Opens data that this app encrypted as a session. */
const open = async (data: unknown) => openSession(await seal('session', data, 60));

test('every session comes out as it was', async () => {
  await fc.assert(
    fc.asyncProperty(session, async (original) => {
      const opened = await openSession(await sealSession(original, 60));
      expect(opened).toEqual(throughJson(original));
      expect(Object.keys(opened?.accessTokens ?? {})).toEqual(Object.keys(original.accessTokens));
    }),
  );
});

describe('versions', () => {
  // Made by version 1 in 2026, for a hundred years. If the form changes, this must still open: users stay signed in.
  const version1 = [
    'Fe26.2*7*18667126c39b7e7407d139eb9217606ddb7a4d06c857f479dce574e132027cec*xDBKRXUigZV8USzTUgba4g*xNW',
    'Jne4iuzwyFl5-k9tHZkYSt4gxH6kCt48f0DZpUDSamen_FZXeyfMJ_IYpP2sKFRxSbeVxl2uDFoChM_ylMnHAQPa0mmP4XSpAWbL',
    'l36NxSGIgSetBFtGKmoGkHbx8w7LSAT91hFyGbM4HzMJ7fo9AefFqbN7T7U175Oa531rtB0x_2vYrOKa5UgErEJAbtJOMtHKcgSn',
    '89sNxv70hL-SgzlJl28AQpAYCtylcD67jLt_fSK1IJSn1_kuK7gDYt7NVBa2B15AcScYkpI58aApWFv-7OPFfWwOpkGqE7cX-MFL',
    '8nJoYZkvlCodwS_7qThIkm2Mf2pRpvp8AuR-9YfGWuolgOwdfcetrj_0i_7w8p0MmQUkJOuE9nBoynLyOZQSgj-mQaAFdwUG_0rH',
    '_u5f3EP9I-rXqVGbfEkxy1vsxPpywapPJbuavxeuHIcCypWEj1LuAHAnT6UiAokVQmgCEGXOcWnfvPKX7Yt_xMFd_IOlkO0qY1Q8',
    'H9AHLOYbx2MvMf_RoQH40FyG5NfzHeaHzOh-T23E8lUkDgD7JcVI1beYfPR0fEIwmcyW2ye12t7lDtlXGDMOafgZ-Gp_U9_TebM3',
    '3_ZH5tZACGKHmRRdaBKvrMQgBg18rWC95go1oW9UwV1liLdR4d3x2C-YFW1h98brw4dkCQaHd_5e8U2VnAZLR-uODX2lx8wLvegL',
    'iFjNNT_wbqofI-H4SOR4WVBeKw8giV5JsAb94wBSpj68SYS2in_EODESO1rTnGzFaDgXdBndiYlth6mL_FI53SX5rejjKCGzYx6W',
    '8v6BzniYQY3x64oil-X3Mm_6T21LbYVZbN0kADh3Ckfb-6W8QQOoWApnD2wVFpKWrJlKLkfQ*4949606189100*ac914486b4166',
    '881164ed8335404a65dd61fe847f3fcda434c75f1464aa1e76b*mhom-hiVaM6KwU86EzUyeB_ZUJrXIcZ34bUkVI1fkKA~2',
  ].join('');

  test('a session of version 1 opens', async () => {
    expect(await openSession(version1)).toEqual({
      id: 'the-id-of-a-sign-in',
      generation: 3,
      rotatedIn: 2,
      renewals: 2,
      claims: {
        iss: 'https://my-tenant.logto.app/oidc',
        sub: 'user',
        aud: 'app',
        iat: 1_767_225_600,
        exp: 1_767_229_200,
        auth_time: 1_767_225_000,
        amr: ['pwd', 'mfa'],
        acr: 'urn:logto:acr:mfa',
        sid: 'logto-session',
        nonce: 'nonce',
        name: 'Zoë',
        email: null,
        roles: ['admin'],
        organization_roles: ['one:member'],
      },
      omitted: ['organizations', 'https://api.test'],
      refreshToken: 'refresh',
      accessTokens: {
        '': { value: 'opaque', staleAt: 1_767_229_140, expiresAt: 1_767_229_200 },
      },
      signInIat: 1_767_222_000,
      signedInAt: 1_767_222_001,
      renewedAt: 1_767_225_601,
      claimsExpireAt: 1_767_229_201,
      expiresAt: 4_920_825_600,
    });
  });

  test.each([undefined, null, 0, 2, '1', [1]])(
    'a session of version %j does not',
    async (version) => {
      const data = encodeSession(testSession());
      expect(await open(data)).toBeDefined();
      expect(await open({ ...data, version })).toBeUndefined();
    },
  );
});

test('secrets are not among what is compressed', () => {
  const original = testSession({
    claims: { name: 'Anna' },
    refreshToken: 'the-refresh-token',
    accessToken: 'the-access-token',
  });
  const data = encodeSession(original);
  const compressed = inflateRawSync(Buffer.from(data.claims, 'base64url')).toString();
  expect(compressed).toContain('Anna');
  expect(compressed).not.toMatch(/the-(refresh|access)-token/);
  expect(data).toMatchObject({
    refreshToken: 'the-refresh-token',
    accessTokens: { '': { value: 'the-access-token' } },
  });
});

describe('data that is no session is none', () => {
  const data = encodeSession(testSession());

  test.each([
    undefined,
    null,
    [],
    7,
    'x',
    {},
    { ...data, claims: '' },
    { ...data, claims: {} },
    { ...data, claims: data.claims.slice(4) },
    { ...data, claims: `AAAA${data.claims}` },
    { ...data, claims: deflateRawSync('[]').toString('base64url') },
    { ...data, claims: deflateRawSync('{"claims":null}').toString('base64url') },
    { ...data, accessTokens: { '': 'access' } },
  ])('number %#', async (value) => {
    expect(await open(value)).toBeUndefined();
  });

  test.each([
    ['a negative time', { expiresAt: -1 }],
    ['half a generation', { generation: 0.5 }],
    ['a generation beyond counting', { generation: 1e300 }],
    ['no refresh token, spelled out', { refreshToken: null }],
    ['omitted names that are no names', { omitted: [1] }],
  ])('%s', async (_what, change) => {
    expect(await open(encodeSession({ ...testSession(), ...change } as Session))).toBeUndefined();
  });
});

test('claims of more than 256 KB are not compressed, and no text is decompressed to more', async () => {
  const large = 'x'.repeat(256 * 1024);
  const { claims } = encodeSession(testSession({ claims: { name: large } }));
  expect(claims.length).toBeGreaterThan(large.length);
  const bomb = deflateRawSync(JSON.stringify({ claims: { sub: large } })).toString('base64url');
  expect(bomb.length).toBeLessThan(1_000);
  const data = encodeSession(testSession());
  expect(await open({ ...data, claims: bomb })).toBeUndefined();
});

describe('in memory', () => {
  test('a text is decrypted once, and requests can’t change what they share', async () => {
    const text = await sealSession(testSession(), 60);
    const opened = await openSession(text);
    expect(await openSession(text)).toBe(opened);
    expect(() => Object.assign(opened?.accessTokens[''] ?? {}, { value: 'mine' })).toThrow(
      TypeError,
    );
    expect(() => Object.assign(opened?.claims ?? {}, { sub: 'other' })).toThrow(TypeError);
  });

  test('a thousand stay decrypted; of more, the one that was used longest ago does not', async () => {
    const texts = await Promise.all(
      Array.from({ length: 1_001 }, () => sealSession(testSession(), 60)),
    );
    const opened: unknown[] = [];
    for (const text of texts.slice(0, 1_000)) opened.push(await openSession(text));
    const [first = '', second = ''] = texts;
    expect(await openSession(first)).toBe(opened[0]);
    await openSession(texts[1_000] ?? '');
    expect(await openSession(first)).toBe(opened[0]);
    expect(await openSession(second)).not.toBe(opened[1]);
  });
});

test('a session that was sealed for the store is no cookie, even after the store opened it', async () => {
  const session = testSession();
  const text = await sealSession(session, 60, 'stored session');
  expect(await openSession(text, 'stored session')).toEqual(session);
  expect(await openSession(text)).toBeUndefined();
});
