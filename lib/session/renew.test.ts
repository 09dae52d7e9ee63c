import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AuthError, codeOf } from '../errors';
import { tokenKey, type TokenTarget } from '../logto/token-target';
import { createMemoryStore } from './memory-store';
import { renew, type RenewalJob } from './renew';
import type { Session } from './session';
import type { SessionStore } from './store';
import { renewed, testSession, testTokens } from './test-sessions';

const sleep = vi.hoisted(() => vi.fn(() => Promise.resolve()));
vi.mock('node:timers/promises', () => ({ setTimeout: sleep }));

type AskLogto = NonNullable<Parameters<typeof renew>[3]>;

/** An answer of Logto. */
interface Answer {
  iat?: number;
  accessToken?: string;
  /** The refresh token that replaces the old one. */
  rotated?: string;
  /** The fault in the answer. */
  error?: AuthError;
}

let store: SessionStore;
let asked: { refreshToken: string; target: TokenTarget }[];

/** A Logto that gives these answers, one after the other; the last one from then on. */
function logto(...answers: Answer[]): AskLogto {
  return async ({ refreshToken, claims }, target, hooks) => {
    hooks.beforeUse();
    asked.push({ refreshToken, target });
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? {};
    await Promise.resolve();
    if (answer.rotated !== undefined) await hooks.onRotated(answer.rotated);
    if (answer.error) throw answer.error;
    return testTokens({
      claims: { ...claims, iat: answer.iat ?? 2 },
      accessToken: answer.accessToken ?? 'new',
      ...(answer.rotated !== undefined && { refreshToken: answer.rotated }),
    });
  };
}

async function run(shown: Session, job: RenewalJob, askLogto = logto({}), where = store) {
  const { session, error } = await renew(shown, job, where, askLogto);
  return { session, code: error === undefined ? undefined : codeOf(error) };
}

const acme = { organizationId: 'acme' };
const globex = { organizationId: 'globex' };

beforeEach(() => {
  store = createMemoryStore();
  asked = [];
  sleep.mockClear();
  vi.spyOn(console, 'info').mockReturnValue();
});
afterEach(() => {
  vi.useRealTimers();
});

test('brings new claims, has access tokens issued again, and stores the result', async () => {
  const shown = renewed(testSession(), { accessToken: 'old' }, tokenKey(acme));
  const { session, code } = await run(shown, {});
  expect(code).toBeUndefined();
  expect(asked).toEqual([{ refreshToken: shown.refreshToken, target: {} }]);
  expect(session.claims.iat).toBe(2);
  expect(Object.keys(session.accessTokens)).toEqual(['']);
  expect((await store.read(shown)).newest).toEqual(session);
});

test('brings an access token, and keeps the others', async () => {
  const { session } = await run(testSession(), { token: acme }, logto({ accessToken: 'acme' }));
  expect(asked.map(({ target }) => target)).toEqual([acme]);
  expect(Object.keys(session.accessTokens)).toEqual(['', tokenKey(acme)]);
  expect(session.accessTokens[tokenKey(acme)]?.value).toBe('acme');
});

test('a token from before an event is not kept beside the new claims that another token brings', async () => {
  const shown = renewed(testSession(), { accessToken: 'old' }, tokenKey(acme));
  await store.markOutdated([shown.claims.sub], shown.claims.iat);
  const { session } = await run(shown, { token: globex });
  expect(session.claims.iat).toBe(2);
  expect(Object.keys(session.accessTokens)).toEqual([tokenKey(globex)]);
});

test('needs a refresh token', async () => {
  const { refreshToken: _none, ...session } = testSession();
  expect((await run(session, {})).code).toBe('offline_access_missing');
  expect(asked).toEqual([]);
});

describe('what another request has brought', () => {
  test('is used, and Logto is not asked', async () => {
    const shown = testSession();
    const next = renewed(shown, { accessToken: 'acme' }, tokenKey(acme));
    await store.put(next);
    expect(await run(shown, {})).toEqual({ session: next });
    expect(await run(shown, { token: acme })).toEqual({ session: next });
    expect(asked).toEqual([]);
  });

  test('is waited for', async () => {
    const shown = testSession();
    const [one, other] = await Promise.all([run(shown, {}), run(shown, {})]);
    expect(asked).toHaveLength(1);
    expect(other).toEqual(one);
  });

  test('is not enough if its claims are outdated by now, or from before the event', async () => {
    for (const [outdated, claimsAfter] of [
      [{ claimsExpireAt: 1 }, undefined],
      [{}, 1],
    ] as const) {
      const shown = testSession();
      await store.put({ ...renewed(shown), ...outdated });
      asked = [];
      expect((await run(shown, { claimsAfter })).session.generation).toBe(2);
      expect(asked).toHaveLength(1);
    }
  });

  test('does not count if it is older', async () => {
    const old = testSession();
    await store.put(old);
    const shown = renewed(old, { refreshToken: 'newest' });
    const { session } = await run(shown, { token: acme });
    expect(asked).toMatchObject([{ refreshToken: 'newest' }]);
    expect(session.generation).toBe(shown.generation + 1);
  });
});

describe('a rotated refresh token', () => {
  test('is stored and returned, whatever becomes of the rest of the answer', async () => {
    const shown = testSession();
    const error = new AuthError('invalid_response');
    const { session, code } = await run(shown, {}, logto({ rotated: 'rotated', error }));
    expect(code).toBe('invalid_response');
    expect(session.refreshToken).toBe('rotated');
    expect((await store.read(shown)).newest?.refreshToken).toBe('rotated');
  });

  test('is returned although it can’t be stored', async () => {
    const put = () => Promise.reject(new AuthError('unavailable'));
    const { session, code } = await run(testSession(), {}, logto({ rotated: 'rotated' }), {
      ...store,
      put,
    });
    expect([session.refreshToken, code]).toEqual(['rotated', undefined]);
  });

  test('stays in the store for longer than an hour, because the browser may never get the answer', async () => {
    const shown = testSession();
    await run(shown, {}, logto({ rotated: 'rotated' }));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 60 * 60_000 });
    expect((await store.read(shown)).newest?.refreshToken).toBe('rotated');
  });
});

describe('a session that ends', () => {
  test('before its turn is not renewed', async () => {
    for (const reason of ['ended', 'replaced'] as const) {
      const shown = testSession();
      await store.end(shown, reason);
      expect((await run(shown, {})).code).toBe(`session_${reason}`);
    }
    expect(asked).toEqual([]);
  });

  test('while Logto answers stays ended', async () => {
    const shown = testSession();
    const askLogto = logto({});
    const { code } = await run(shown, {}, async (...request) => {
      await store.end(shown, 'replaced');
      return askLogto(...request);
    });
    expect(code).toBe('session_replaced');
  });

  test('by Logto’s word has ended for every copy of its cookie', async () => {
    const shown = testSession();
    const { code } = await run(shown, {}, logto({ error: new AuthError('session_ended') }));
    expect(code).toBe('session_ended');
    expect((await store.read(shown)).endReason).toBe('ended');
  });
});

test('without the lock no refresh token is used', async () => {
  const withLock: SessionStore['withLock'] = (_id, work) =>
    work({
      assertHeld() {
        throw new AuthError('unavailable');
      },
    });
  expect((await run(testSession(), {}, logto({}), { ...store, withLock })).code).toBe(
    'unavailable',
  );
  expect(asked).toEqual([]);
});

describe('claims that must be newer than an event', () => {
  test('are asked for again a second later, if they are from the same second', async () => {
    const { session, code } = await run(
      testSession(),
      { claimsAfter: 5 },
      logto({ iat: 5 }, { iat: 6 }),
    );
    expect([session.claims.iat, code]).toEqual([6, undefined]);
    expect(sleep).toHaveBeenCalledWith(1_000);
  });

  test('are not asked for a third time', async () => {
    const { code } = await run(testSession(), { claimsAfter: 5 }, logto({ iat: 5 }));
    expect(code).toBe('provider_unreachable');
    expect(asked).toHaveLength(2);
  });
});

describe('the other tokens of a page', () => {
  const also = [acme, globex];

  test('come with the first one; those that it has are not requested', async () => {
    const shown = renewed(testSession(), {}, tokenKey(acme));
    const { session } = await run(shown, { token: {}, also });
    expect(asked.map(({ target }) => target)).toEqual([globex]);
    expect(Object.keys(session.accessTokens)).toEqual(['', tokenKey(acme), tokenKey(globex)]);
  });

  test('come without the one of a membership that was lost', async () => {
    for (const refusal of ['access_denied', 'invalid_target'] as const) {
      const { session, code } = await run(
        testSession(),
        { also },
        logto({}, { error: new AuthError(refusal) }, {}),
      );
      expect(code).toBeUndefined();
      expect(Object.keys(session.accessTokens)).toEqual(['', tokenKey(globex)]);
    }
  });

  test('don’t hide any other failure', async () => {
    const error = new AuthError('provider_unreachable');
    const { session, code } = await run(testSession(), { also }, logto({}, {}, { error }));
    expect(code).toBe('provider_unreachable');
    expect(Object.keys(session.accessTokens)).toEqual(['', tokenKey(acme)]);
  });
});
