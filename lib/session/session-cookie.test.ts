import { afterEach, expect, test, vi } from 'vitest';
import { cookieBytes } from './cookies';
import { findAccessToken } from './freshness';
import { rollingLifetimeSeconds } from './session';
import { renewSession, startSession } from './session-changes';
import { clearSession, readSession, writeSession } from './session-cookie';
import { testCookies } from './test-cookies';

const name = '__Host-logto-session';

const tokens = (idToken = 'id', value = 'access') => ({
  origin: { sub: 'user', iat: 1 },
  idToken,
  idTokenLifetimeSeconds: 3600,
  refreshToken: 'very-secret-refresh-token',
  accessToken: { value, lifetimeSeconds: 3600 },
});

const session = (idToken?: string) => startSession('id', tokens(idToken), '');

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('a session comes back as it was written', async () => {
  const cookies = testCookies();
  const written = session();
  await writeSession(cookies, written, ['']);
  expect(await readSession(cookies)).toEqual(written);
});

test('its cookie is a host cookie that no script, foreign site or plain http sees', async () => {
  const cookies = testCookies();
  await writeSession(cookies, session(), ['']);
  expect([...cookies.jar.keys()]).toEqual([name]);
  const { attributes } = cookies.jar.get(name) ?? {};
  expect(attributes).toMatchObject({ httpOnly: true, secure: true, sameSite: 'lax', path: '/' });
  expect(attributes?.maxAge).toBeGreaterThan(rollingLifetimeSeconds - 5);
  expect(attributes?.maxAge).toBeLessThanOrEqual(rollingLifetimeSeconds);
});

test('what one request gets of it, no other can change', async () => {
  const cookies = testCookies();
  await writeSession(cookies, session(), ['']);
  const read = await readSession(cookies);
  expect(() => Object.assign(read?.accessTokens[''] ?? {}, { value: 'mine' })).toThrow(TypeError);
  expect(await readSession(cookies)).toEqual(read);
});

test('nothing of it can be read from outside', async () => {
  const cookies = testCookies();
  await writeSession(cookies, session(), ['']);
  const value = cookies.get(name)?.value ?? '';
  expect(value).not.toContain('very-secret');
  expect(Buffer.from(value, 'base64').toString()).not.toContain('very-secret');
});

test('a session that is over is no session, also where it was read before', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const cookies = testCookies();
  await writeSession(cookies, session(), ['']);
  expect(await readSession(cookies)).not.toBeNull();
  vi.setSystemTime(Date.now() + rollingLifetimeSeconds * 1000);
  expect(await readSession(cookies)).toBeNull();
});

test.each(['', 'rubbish', 'Fe26.2*1*x*y*z', 'null', '%'])('%j is no session', async (value) => {
  expect(await readSession(testCookies({ [name]: value }))).toBeNull();
});

test('a damaged seal is no session', async () => {
  const cookies = testCookies();
  await writeSession(cookies, session(), ['']);
  expect(await readSession(cookies)).not.toBeNull();
  const { value } = cookies.get(name) ?? { value: '' };
  const middle = Math.floor(value.length / 2);
  const damaged =
    value.slice(0, middle) + (value[middle] === 'A' ? 'B' : 'A') + value.slice(middle + 1);
  expect(await readSession(testCookies({ [name]: damaged }))).toBeNull();
});

test('a large one is spread over two cookies, and shrinks again', async () => {
  const cookies = testCookies();
  const large = session('x'.repeat(3500));
  await writeSession(cookies, large, ['']);
  expect([...cookies.jar.keys()]).toEqual([`${name}.0`, `${name}.1`]);
  expect(await readSession(cookies)).toEqual(large);
  await writeSession(cookies, session(), ['']);
  expect([...cookies.jar.keys()]).toEqual([name]);
});

test('writing removes every other shape, also one that came since the request', async () => {
  const cookies = testCookies();
  const removed: string[] = [];
  const spy = {
    ...cookies,
    set: (...args: Parameters<typeof cookies.set>) => {
      if (args[2].maxAge === 0) removed.push(args[0]);
      cookies.set(...args);
    },
  };
  await writeSession(spy, session(), ['']);
  expect(removed).toEqual([`${name}.0`, `${name}.1`, `${name}.2`]);
});

test('forty access tokens: the newest are kept, within the budget, and the wanted one always', async () => {
  const cookies = testCookies();
  let current = session();
  for (let index = 0; index < 40; index++) {
    const key = `https://api-${index}.test`;
    current = renewSession(current, tokens('id'.repeat(600), 't'.repeat(600 + 13 * index)), key);
    const { stored } = await writeSession(cookies, current, [key]);
    expect(cookieBytes(cookies.getAll())).toBeLessThanOrEqual(8191 - 1900);
    expect(findAccessToken(stored, key)).toBeDefined();
    expect(await readSession(cookies)).toEqual(stored);
  }
  const kept = Object.keys((await readSession(cookies))?.accessTokens ?? {});
  expect(kept.length).toBeGreaterThan(1);
  expect(kept.at(-1)).toBe('https://api-39.test');

  const [oldest = ''] = Object.keys(current.accessTokens);
  const { stored } = await writeSession(cookies, current, [oldest]);
  expect(findAccessToken(stored, oldest)).toBeDefined();
});

test('clearing removes it', async () => {
  const cookies = testCookies();
  await writeSession(cookies, session(), ['']);
  clearSession(cookies);
  expect(cookies.jar.size).toBe(0);
});
