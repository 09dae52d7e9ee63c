import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cookieBytes } from './cookies';
import { startSession } from './session-changes';
import { writeSession } from './session-cookie';
import { testCookies } from './test-cookies';
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

test('it lasts ten minutes', async () => {
  const cookies = testCookies();
  const one = transaction('one');
  await saveTransaction(cookies, one);
  // iron-session allows clocks to differ by a minute.
  vi.setSystemTime(Date.now() + 11 * 60 * 1000 + 1000);
  expect(await takeTransaction(cookies, one.state)).toBeNull();
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
  const forged = testCookies({ '__Host-logto-sign-in-1-two-------------': value });
  expect(await takeTransaction(forged, transaction('two').state)).toBeNull();
});

test('of many, the newest are kept, within three kilobytes', async () => {
  const cookies = testCookies();
  const all = Array.from({ length: 12 }, (_, index) => transaction(`state-${index}`));
  for (const each of all) {
    vi.setSystemTime(Date.now() + 1000);
    await saveTransaction(cookies, each);
  }
  const bytes = cookies
    .getAll()
    .reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  expect(bytes).toBeLessThanOrEqual(3 * 1024);
  expect(cookies.jar.size).toBeGreaterThan(2);
  expect(await takeTransaction(cookies, all[0]?.state ?? '')).toBeNull();
  expect(await takeTransaction(cookies, all[11]?.state ?? '')).toEqual(all[11]);
});

test('a session that grows takes their room from the oldest, and leaves the newest', async () => {
  const cookies = testCookies();
  const all = ['a', 'b'].map((state) => ({ ...transaction(state), returnTo: '/x'.repeat(256) }));
  for (const each of all) {
    vi.setSystemTime(Date.now() + 1000);
    await saveTransaction(cookies, each);
  }
  const tokens = {
    origin: { sub: 'user', iat: 1 },
    idToken: randomBytes(3200).toString('base64url'),
    idTokenLifetimeSeconds: 3600,
    accessToken: { value: 'access', lifetimeSeconds: 3600 },
  };
  await writeSession(cookies, startSession('id', tokens, ''), []);
  expect(cookieBytes(cookies.getAll())).toBeLessThan(8 * 1024);
  expect(cookieBytes(cookies.getAll())).toBeGreaterThan(7 * 1024);
  expect(await takeTransaction(cookies, all[0]?.state ?? '')).toBeNull();
  expect(await takeTransaction(cookies, all[1]?.state ?? '')).toEqual(all[1]);
});
