import { sealData } from 'iron-session';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { packSession } from './packed-session';
import { testCookies } from './test-cookies';

const name = '__Host-logto-session';
const transactionName = '__Host-logto-sign-in-';
const [first, second] = ['1'.repeat(40), '2'.repeat(40)];

const soon = Math.floor(Date.now() / 1000) + 3600;
const session = {
  id: 'a',
  origin: { sub: 'a', iat: 1 },
  generation: 0,
  renewals: 0,
  idToken: 'a',
  idTokenExpiresAt: soon,
  accessTokens: {},
  signedInAt: 1,
  renewedAt: 1,
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

/** The app's modules as they are in a process with this environment: settings are read once. */
async function appWith(sessionSecret: string = first) {
  vi.resetModules();
  for (const key of Object.getOwnPropertySymbols(globalThis)) {
    if (key.description?.startsWith('logto-next-starter:')) Reflect.deleteProperty(globalThis, key);
  }
  vi.stubEnv('SESSION_SECRET', sessionSecret);
  return {
    ...(await import('./session-cookie')),
    ...(await import('./transaction')),
    ...(await import('../user/forbidden-page')),
  };
}

/** Contents that begin like a session's, and aren't one's. */
function strangeContents(): unknown[] {
  const kind = 'session';
  const packed = packSession(session);
  return [
    null,
    [],
    0,
    'session',
    { kind },
    { kind, data: null },
    { kind, data: [] },
    { kind, data: session },
    { kind, data: { ...packed, secrets: null } },
    { kind: [kind], data: packed },
    { kind: 'shared session', data: packed },
    [{ kind, data: packed }],
    { session },
  ];
}

/** The value of the session's cookie, as this app seals it. */
async function sessionSeal({ writeSession }: Awaited<ReturnType<typeof appWith>>) {
  const cookies = testCookies();
  await writeSession(cookies, session, ['']);
  return cookies.get(name)?.value ?? '';
}

async function transactionSeal({ saveTransaction }: Awaited<ReturnType<typeof appWith>>) {
  const cookies = testCookies();
  await saveTransaction(cookies, transaction);
  return cookies.getAll()[0]?.value ?? '';
}

/** The seal in the address of the page that says what is missing. */
async function missingSeal(
  { forbiddenPagePath }: Awaited<ReturnType<typeof appWith>>,
  missing: Parameters<typeof forbiddenPagePath>[0] = { role: 'admin' },
): Promise<string> {
  const [, query] = (await forbiddenPagePath(missing, 'user')).split('?');
  return new URLSearchParams(query).get('missing') ?? '';
}

const withSession = (value: string) => testCookies({ [name]: value });
const withTransaction = (value: string) =>
  testCookies({ [`${transactionName}1-${transaction.state.slice(0, 16)}`]: value });

describe('a changed seal opens nothing', () => {
  /** What is behind the seal's last part is a version that is never looked at. */
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
  /** What this app's secret seals, and this app never would. */
  const sealedByUs = (content: unknown) => sealData(content, { password: first });

  test('what is no session opens none', async () => {
    const app = await appWith();
    const others = [
      await transactionSeal(app),
      await missingSeal(app),
      ...(await Promise.all(strangeContents().map(sealedByUs))),
    ];
    for (const value of others) {
      expect(value).toMatch(/^Fe26\.2\*1\*/);
      expect(await app.readSession(withSession(value))).toBeNull();
    }
  });

  test('nor does any JSON, in whatever place', async () => {
    const app = await appWith();
    const { readSession, takeTransaction, readMissingRight } = app;
    const { state } = transaction;
    const kind = fc.constantFrom('session', 'sign-in', 'refusal');
    const content = fc.oneof(fc.jsonValue(), fc.record({ kind, data: fc.jsonValue() }));
    await fc.assert(
      fc.asyncProperty(content, async (json) => {
        const value = await sealedByUs(JSON.parse(JSON.stringify(json)));
        expect(await readSession(withSession(value))).toBeNull();
        expect(await takeTransaction(withTransaction(value), state)).toBeNull();
        expect(await readMissingRight(value, 'user')).toEqual({});
      }),
    );
  });

  test('what is no sign-in under way finishes none', async () => {
    const app = await appWith();
    const { state } = transaction;
    const own = withTransaction(await transactionSeal(app));
    expect(await app.takeTransaction(own, state)).toMatchObject({ state });
    for (const value of [await sessionSeal(app), await missingSeal(app)]) {
      expect(await app.takeTransaction(withTransaction(value), state)).toBeNull();
    }
  });

  test('what doesn’t say what is missing says nothing', async () => {
    const app = await appWith();
    const own = await missingSeal(app);
    expect(await app.readMissingRight(own, 'user')).toEqual({ role: 'admin' });
    for (const value of [await sessionSeal(app), await transactionSeal(app), '', 'x', ['x'], {}]) {
      expect(await app.readMissingRight(value, 'user')).toEqual({});
    }
  });

  test('what is missing is said to this user only, and names nothing that is no id', async () => {
    const app = await appWith();
    const own = await missingSeal(app);
    expect(await app.readMissingRight(own, 'another')).toEqual({});
    expect(await app.readMissingRight(own, undefined)).toEqual({});
    const madeUp = await missingSeal(app, { organization: 'Call 555-1234 now!' });
    expect(await app.readMissingRight(madeUp, 'user')).toEqual({});
  });
});

describe('rotating the secret', () => {
  const sealsOf = async (app: Awaited<ReturnType<typeof appWith>>) =>
    [await sessionSeal(app), await transactionSeal(app), await missingSeal(app)] as const;

  const opens = async (
    app: Awaited<ReturnType<typeof appWith>>,
    [ofSession, ofTransaction, ofMissing]: Awaited<ReturnType<typeof sealsOf>>,
  ) => [
    (await app.readSession(withSession(ofSession))) !== null,
    (await app.takeTransaction(withTransaction(ofTransaction), transaction.state)) !== null,
    (await app.readMissingRight(ofMissing, 'user')).role === 'admin',
  ];

  const all = [true, true, true];
  const none = [false, false, false];

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
