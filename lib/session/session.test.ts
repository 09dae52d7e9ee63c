import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clearSession, readSession, writeSession } from './session';
import { testCookies } from './test-cookies';

const day = 24 * 60 * 60 * 1000;
const start = Date.UTC(2026, 0, 1);
const inAnHour = start / 1000 + 3600;
const tokens = {
  idToken: 'id',
  refreshToken: 'refresh',
  accessToken: { value: 'access', expiresAt: inAnHour },
};

beforeEach(() => {
  vi.useFakeTimers({ now: start, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a session comes back as it was written', async () => {
  const cookies = testCookies();
  await writeSession(cookies, tokens, inAnHour);
  expect(await readSession(cookies)).toMatchObject(tokens);
});

test('its cookie is a host cookie that no script, foreign site or plain http sees', async () => {
  const cookies = testCookies();
  await writeSession(cookies, tokens, inAnHour);
  expect([...cookies.jar.keys()]).toEqual(['__Host-logto-session']);
  expect(cookies.jar.get('__Host-logto-session')?.attributes).toMatchObject({
    httpOnly: true,
    secure: true,
    sameSite: 'lax',
    path: '/',
    maxAge: 14 * 24 * 60 * 60,
  });
});

test('nothing of it can be read from outside', async () => {
  const cookies = testCookies();
  await writeSession(cookies, { ...tokens, refreshToken: 'very-secret' }, inAnHour);
  const value = cookies.get('__Host-logto-session')?.value ?? '';
  expect(value).not.toContain('very-secret');
  expect(Buffer.from(value, 'base64').toString()).not.toContain('very-secret');
});

test('it lives 14 days', async () => {
  const cookies = testCookies();
  await writeSession(cookies, tokens, inAnHour);
  vi.setSystemTime(start + 14 * day - 1000);
  expect(await readSession(cookies)).not.toBeNull();
  vi.setSystemTime(start + 14 * day);
  expect(await readSession(cookies)).toBeNull();
});

test('without a refresh token it lives as long as its ID token', async () => {
  const { refreshToken: _, ...rest } = tokens;
  const cookies = testCookies();
  await writeSession(cookies, rest, inAnHour);
  vi.setSystemTime(inAnHour * 1000 - 1000);
  expect(await readSession(cookies)).not.toBeNull();
  vi.setSystemTime(inAnHour * 1000);
  expect(await readSession(cookies)).toBeNull();
});

test('a new session leaves nothing of the old one', async () => {
  const { refreshToken: _, ...rest } = tokens;
  const cookies = testCookies();
  await writeSession(cookies, tokens, inAnHour);
  await writeSession(cookies, rest, inAnHour);
  expect(await readSession(cookies)).not.toHaveProperty('refreshToken');
});

test('a large one is spread over several cookies, and shrinks again', async () => {
  const cookies = testCookies();
  await writeSession(cookies, { ...tokens, idToken: 'x'.repeat(5000) }, inAnHour);
  expect(cookies.jar.size).toBe(2);
  expect((await readSession(cookies))?.idToken).toHaveLength(5000);
  await writeSession(cookies, tokens, inAnHour);
  expect(await readSession(cookies)).toMatchObject(tokens);
  expect(cookies.jar.size).toBe(1);
});

test.each(['', 'rubbish', 'Fe26.2*1*x*y*z', 'null', '%'])('%j is no session', async (value) => {
  expect(await readSession(testCookies({ '__Host-logto-session': value }))).toBeNull();
});

test('a damaged seal is no session', async () => {
  const cookies = testCookies();
  await writeSession(cookies, tokens, inAnHour);
  const { value } = cookies.get('__Host-logto-session') ?? { value: '' };
  const middle = Math.floor(value.length / 2);
  const damaged =
    value.slice(0, middle) + (value[middle] === 'A' ? 'B' : 'A') + value.slice(middle + 1);
  expect(await readSession(testCookies({ '__Host-logto-session': damaged }))).toBeNull();
});

test('clearing removes it', async () => {
  const cookies = testCookies();
  await writeSession(cookies, tokens, inAnHour);
  await clearSession(cookies);
  expect(cookies.jar.size).toBe(0);
});
