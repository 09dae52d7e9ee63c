import { afterEach, expect, test, vi } from 'vitest';
import { endPause, isRenewalPaused, pauseRenewal } from './pause';
import { seal } from './seal';
import { startSession } from './session-changes';
import { testCookies } from './test-cookies';

const name = '__Host-logto-pause';
const session = startSession(
  'session',
  {
    origin: { sub: 'user', iat: 0 },
    idToken: '',
    idTokenLifetimeSeconds: 60,
    accessToken: { value: '', lifetimeSeconds: 60 },
  },
  '',
);

afterEach(() => {
  vi.useRealTimers();
});

test('a pause is about one session, lasts some seconds, and can end before', async () => {
  const start = Date.now();
  vi.useFakeTimers({ now: start, toFake: ['Date'] });
  const cookies = testCookies();
  await pauseRenewal(cookies, session);
  expect(cookies.jar.get(name)?.attributes.maxAge).toBe(10);
  expect(await isRenewalPaused(cookies, session)).toBe(true);
  expect(await isRenewalPaused(cookies, { ...session, id: 'another' })).toBe(false);

  vi.setSystemTime(start + 10_000);
  expect(await isRenewalPaused(cookies, session)).toBe(false);
  vi.setSystemTime(start - 60_000); // the clock jumped back
  expect(await isRenewalPaused(cookies, session)).toBe(false);

  vi.setSystemTime(start);
  endPause(cookies);
  expect(await isRenewalPaused(cookies, session)).toBe(false);
  expect(cookies.jar.size).toBe(0);
});

test('what a browser writes itself pauses nothing', async () => {
  const forged = [
    '',
    'provider_unreachable',
    '%',
    await seal('session', { id: session.id, until: Date.now() }, 60),
  ];
  for (const value of forged)
    expect(await isRenewalPaused(testCookies({ [name]: value }), session)).toBe(false);
});
