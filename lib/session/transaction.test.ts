import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cookieBytes, cookieName } from './cookies';
import { readSession, writeSession } from './session-cookie';
import { testCookies } from './test-cookies';
import { testSession } from './test-sessions';
import { saveTransaction, takeTransaction } from './transaction';

const transaction = (state: string) => ({
  id: '4d2c3a0e-0f1b-4f6c-9b1e-7a8d9c0b1a2f',
  state: state.padEnd(43, '-'),
  nonce: 'n'.repeat(43),
  codeVerifier: 'v'.repeat(43),
  redirectUri: 'https://app.test/api/logto/callback',
  returnTo: '/profile',
});

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('two sign-ins at once do not disturb each other', async () => {
  const cookies = testCookies();
  const [one, two] = [transaction('one'), { ...transaction('two'), maxAge: 0 }];
  await saveTransaction(cookies, one);
  await saveTransaction(cookies, two);
  expect(await takeTransaction(cookies, two.state)).toEqual(two);
  expect(await takeTransaction(cookies, one.state)).toEqual(one);
});

test('a transaction serves once', async () => {
  const cookies = testCookies();
  const one = transaction('one');
  await saveTransaction(cookies, one);
  await takeTransaction(cookies, one.state);
  expect(cookies.jar.size).toBe(0);
  expect(await takeTransaction(cookies, one.state)).toBeNull();
});

test('it lasts an hour, as Logto’s own page does', async () => {
  const cookies = testCookies();
  const [one, two] = [transaction('one'), transaction('two')];
  await saveTransaction(cookies, one);
  await saveTransaction(cookies, two);
  vi.setSystemTime(Date.now() + 59 * 60 * 1000);
  expect(await takeTransaction(cookies, one.state)).toEqual(one);
  // iron-session allows clocks to differ by a minute.
  vi.setSystemTime(Date.now() + 2 * 60 * 1000 + 1000);
  expect(await takeTransaction(cookies, two.state)).toBeNull();
});

test('another state finds nothing, not even one that begins alike', async () => {
  const cookies = testCookies();
  const one = transaction('a-state-of-many-characters');
  await saveTransaction(cookies, one);
  expect(await takeTransaction(cookies, null)).toBeNull();
  expect(await takeTransaction(cookies, 'other')).toBeNull();
  expect(await takeTransaction(cookies, `${one.state.slice(0, 20)}${'x'.repeat(23)}`)).toBeNull();
});

test('a seal that was moved to another name is refused', async () => {
  const cookies = testCookies();
  const one = transaction('one');
  await saveTransaction(cookies, one);
  const { value } = cookies.getAll()[0] ?? { value: '' };
  const { state } = transaction('two');
  const moved = (to: string) =>
    testCookies({ [`__Host-logto-sign-in-${Date.now()}-${to.slice(0, 16)}`]: value });
  expect(await takeTransaction(moved(state), state)).toBeNull();
  expect(await takeTransaction(moved(one.state), one.state)).toEqual(one);
});

test('of many, the newest are kept, within four kilobytes', async () => {
  const cookies = testCookies();
  const all = Array.from({ length: 12 }, (_, index) => transaction(`state-${index}`));
  for (const each of all) {
    vi.setSystemTime(Date.now() + 1000);
    await saveTransaction(cookies, each);
  }
  const bytes = cookies
    .getAll()
    .reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  expect(bytes).toBeLessThanOrEqual(4 * 1024);
  expect(cookies.jar.size).toBeGreaterThan(2);
  expect(await takeTransaction(cookies, all[0]?.state ?? '')).toBeNull();
  expect(await takeTransaction(cookies, all[11]?.state ?? '')).toEqual(all[11]);
});

/** A session that takes about this many bytes of the cookies. */
const sessionOf = (bytes: number) =>
  testSession({
    claims: { name: randomBytes(Math.floor((bytes * 9) / 16)).toString('base64url') },
  });

test('a session that grows takes space from the oldest, and leaves the newest', async () => {
  const cookies = testCookies();
  const all = ['a', 'b'].map((state) => ({ ...transaction(state), returnTo: '/x'.repeat(256) }));
  for (const each of all) {
    vi.setSystemTime(Date.now() + 1000);
    await saveTransaction(cookies, each);
  }
  await writeSession(cookies, sessionOf(5_600));
  expect(cookieBytes(cookies.getAll())).toBeLessThan(8 * 1024);
  expect(cookieBytes(cookies.getAll())).toBeGreaterThan(7 * 1024);
  expect(await takeTransaction(cookies, all[0]?.state ?? '')).toBeNull();
  expect(await takeTransaction(cookies, all[1]?.state ?? '')).toEqual(all[1]);
});

describe('a return path of 2,048 characters', () => {
  const path = '/a/long/path';
  const returnTo = `${path}?${'query='.padEnd(2048 - path.length - 1, 'x')}`;
  const one = { ...transaction('one'), returnTo };

  const savedBeside = async (sessionBytes: number, saved = one) => {
    const cookies = testCookies();
    if (sessionBytes > 0) await writeSession(cookies, sessionOf(sessionBytes));
    await saveTransaction(cookies, saved);
    expect(cookieBytes(cookies.getAll())).toBeLessThan(8 * 1024);
    for (const { name, value } of cookies.getAll())
      expect(name.length + value.length).toBeLessThan(4096 - 100);
    return takeTransaction(cookies, saved.state);
  };

  test.each([0, 1_500, 3_500])('is kept beside a session of %i bytes', async (bytes) => {
    expect(returnTo).toHaveLength(2048);
    expect(await savedBeside(bytes)).toEqual(one);
  });

  test('loses only its query beside a session that leaves no space for it', async () => {
    expect(await savedBeside(5_400)).toEqual({ ...one, returnTo: path });
  });

  test('becomes the front page if not even the path fits', async () => {
    const long = { ...one, returnTo: `/${'x'.repeat(2047)}` };
    expect(await savedBeside(1_500, long)).toEqual(long);
    expect(await savedBeside(5_400, long)).toEqual({ ...long, returnTo: '/' });
  });

  test('replaces older sign-ins in progress, and not the session', async () => {
    const cookies = testCookies();
    const session = sessionOf(3_500);
    await writeSession(cookies, session);
    const older = transaction('older');
    await saveTransaction(cookies, older);
    vi.setSystemTime(Date.now() + 1000);
    await saveTransaction(cookies, one);
    expect(await takeTransaction(cookies, older.state)).toBeNull();
    expect(await takeTransaction(cookies, one.state)).toEqual(one);
    expect(await readSession(cookies)).toEqual(session);
  });

  test('becomes the front page in any case, even beside cookies that leave no space at all', async () => {
    const cookies = testCookies({ [cookieName('logto-session')]: 'x'.repeat(8_100) });
    await saveTransaction(cookies, one);
    expect(await takeTransaction(cookies, one.state)).toEqual({ ...one, returnTo: '/' });
  });
});
