import { sealData } from 'iron-session';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { testCookies } from './test-cookies';

const name = '__Host-logto-session';
const transactionName = '__Host-logto-sign-in-';
const [first, second] = ['1'.repeat(40), '2'.repeat(40)];

const soon = Math.floor(Date.now() / 1000) + 3600;
const session = {
  id: 'a',
  generation: 0,
  rotatedIn: 0,
  renewals: 0,
  claims: { iss: 'a', aud: 'a', sub: 'a', iat: 1, exp: soon },
  accessTokens: {},
  signInIat: 1,
  signedInAt: 1,
  renewedAt: 1,
  claimsExpireAt: soon,
  expiresAt: soon,
};
const transaction = {
  id: 'a',
  state: 's'.repeat(43),
  nonce: 'n',
  codeVerifier: 'v',
  redirectUri: 'https://app.test/api/logto/callback',
  returnTo: '/',
};

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The app's modules in a process with these secrets: settings are read once. */
async function appWith(sessionSecret: string = first) {
  vi.resetModules();
  for (const key of Object.getOwnPropertySymbols(globalThis)) {
    if (key.description?.startsWith('logto-next-starter:')) Reflect.deleteProperty(globalThis, key);
  }
  vi.stubEnv('SESSION_SECRET', sessionSecret);
  return {
    ...(await import('./session-cookie')),
    ...(await import('./transaction')),
    ...(await import('./seal')),
  };
}

type App = Awaited<ReturnType<typeof appWith>>;

/** Contents that begin like a session's, and are none. */
function strangeContents({ encodeSession }: App): unknown[] {
  const kind = 'session';
  const data = encodeSession(session);
  return [
    null,
    [],
    0,
    'session',
    { kind },
    { kind, data: null },
    { kind, data: [] },
    { kind, data: session },
    { kind, data: { ...data, claims: null } },
    { kind, data: { ...data, version: 0 } },
    { kind: [kind], data },
    { kind: 'sign-in', data },
    [{ kind, data }],
    { session },
  ];
}

/** The value of the session's cookie, as this app seals it. */
async function sessionSeal({ writeSession }: App) {
  const cookies = testCookies();
  await writeSession(cookies, session);
  return cookies.get(name)?.value ?? '';
}

async function transactionSeal({ saveTransaction }: App) {
  const cookies = testCookies();
  await saveTransaction(cookies, transaction);
  return cookies.getAll()[0]?.value ?? '';
}

const withSession = (value: string) => testCookies({ [name]: value });
const withTransaction = (value: string) =>
  testCookies({ [`${transactionName}${Date.now()}-${transaction.state.slice(0, 16)}`]: value });

describe('a changed seal opens nothing', () => {
  /** Text after the seal's last part is a version, which nothing reads. */
  const sealed = (value: string) => value.slice(0, value.indexOf('~'));

  /** Another character, which in base64 differs in a bit that counts, also in the last one. */
  const other = (character: string) => (/[A-Za-f]/.test(character) ? 'g' : 'A');

  test('at whatever position a character is replaced, dropped or doubled', async () => {
    const app = await appWith();
    const value = await sessionSeal(app);
    expect(await app.readSession(withSession(value))).toMatchObject({ id: 'a' });
    const { length } = sealed(value);
    expect(length).toBeGreaterThan(300);
    for (let at = 0; at < length; at++) {
      const [before, character = '', after] = [value.slice(0, at), value[at], value.slice(at + 1)];
      for (const changed of [other(character), '', character + character, '*', '~', '\u0000']) {
        const result = await app.readSession(withSession(before + changed + after));
        if (changed !== character) expect(result, `${at}: ${changed}`).toBeNull();
      }
    }
  });

  test('at whatever length it is cut, from either end', async () => {
    const app = await appWith();
    const value = await sessionSeal(app);
    for (let length = 0; length < sealed(value).length; length++) {
      expect(await app.readSession(withSession(value.slice(0, length)))).toBeNull();
      expect(await app.readSession(withSession(value.slice(length + 1)))).toBeNull();
    }
  });

  test('nor does one whose parts are swapped, emptied, or taken from another', async () => {
    const app = await appWith();
    const [mine, theirs] = [await sessionSeal(app), await sessionSeal(app)];
    const [parts, others] = [sealed(mine).split('*'), sealed(theirs).split('*')];
    for (const [index, part] of parts.entries()) {
      for (const replacement of [
        '',
        others[index] ?? '',
        parts[(index + 1) % parts.length] ?? '',
      ]) {
        if (replacement === part) continue;
        const value = parts.with(index, replacement).join('*');
        expect(await app.readSession(withSession(value)), value).toBeNull();
      }
    }
    for (const key of ['', '0', '2', 'constructor', '__proto__', 'toString', 'default']) {
      const value = parts.with(1, key).join('*');
      expect(await app.readSession(withSession(value)), key).toBeNull();
    }
  });
});

describe('a seal serves for one thing only', () => {
  /** Values that are sealed with this app's secret, but that this app never seals. */
  const sealedByUs = (content: unknown) => sealData(content, { password: first });

  test('what is no session opens none', async () => {
    const app = await appWith();
    const others = [
      await transactionSeal(app),
      ...(await Promise.all(strangeContents(app).map(sealedByUs))),
    ];
    for (const value of others) {
      expect(value).toMatch(/^Fe26\.2\*1\*/);
      expect(await app.readSession(withSession(value))).toBeNull();
    }
  });

  test('nor does any JSON, in whatever place', async () => {
    const app = await appWith();
    const { readSession, takeTransaction } = app;
    const { state } = transaction;
    const kind = fc.constantFrom('session', 'sign-in');
    const content = fc.oneof(fc.jsonValue(), fc.record({ kind, data: fc.jsonValue() }));
    await fc.assert(
      fc.asyncProperty(content, async (json) => {
        const value = await sealedByUs(JSON.parse(JSON.stringify(json)));
        expect(await readSession(withSession(value))).toBeNull();
        expect(await takeTransaction(withTransaction(value), state)).toBeNull();
      }),
    );
  });

  test('what is no sign-in under way finishes none', async () => {
    const app = await appWith();
    const { state } = transaction;
    const own = withTransaction(await transactionSeal(app));
    expect(await app.takeTransaction(own, state)).toMatchObject({ state });
    const value = await sessionSeal(app);
    expect(await app.takeTransaction(withTransaction(value), state)).toBeNull();
  });
});

describe('rotating the secret', () => {
  const sealsOf = async (app: App) => [await sessionSeal(app), await transactionSeal(app)] as const;

  const opens = async (
    app: App,
    [ofSession, ofTransaction]: Awaited<ReturnType<typeof sealsOf>>,
  ) => [
    (await app.readSession(withSession(ofSession))) !== null,
    (await app.takeTransaction(withTransaction(ofTransaction), transaction.state)) !== null,
  ];

  const all = [true, true];
  const none = [false, false];

  test.each([
    ['one secret, and a list that has it', first, `1:${first},2:${second}`],
    ['the new one is known, and seals', `1:${first},2:${second}`, `2:${second},1:${first}`],
    ['the old one is known, and gone', `2:${second},1:${first}`, `2:${second}`],
  ])('half the fleet is a step ahead, and opens what the others seal: %s', async (_, ...steps) => {
    for (const [one, other] of [steps, steps.toReversed()]) {
      const seals = await sealsOf(await appWith(one));
      expect(await opens(await appWith(other), seals)).toEqual(all);
    }
  });

  test('the first secret seals, whatever its number', async () => {
    const [old] = await sealsOf(await appWith(`1:${first},2:${second}`));
    expect(old).toMatch(/^Fe26\.2\*1\*/);
    const [renewed] = await sealsOf(await appWith(`2:${second},1:${first}`));
    expect(renewed).toMatch(/^Fe26\.2\*2\*/);
  });

  test('a secret that was taken out opens nothing, nor does one that took its number', async () => {
    const old = await sealsOf(await appWith(first));
    expect(await opens(await appWith(`2:${second}`), old)).toEqual(none);
    expect(await opens(await appWith(second), old)).toEqual(none);
    expect(await opens(await appWith(`2:${first},1:${second}`), old)).toEqual(none);
  });
});
