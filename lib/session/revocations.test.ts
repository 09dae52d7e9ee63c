import { afterEach, expect, test, vi } from 'vitest';
import { endSession, endSessions, markClaimsOutdated, standingOf } from './revocations';
import { spendLogoutToken } from './logout-tokens';
import { rollingLifetimeSeconds, type Session } from './session';
import { startSession } from './session-changes';

const day = 24 * 60 * 60;
let users = 0;

/** A session of a user that no other test knows, begun at this second. */
function sessionOf({
  sub = `user ${users++}`,
  sid,
  iat = 100,
  refreshToken,
}: Partial<Origin> = {}) {
  return startSession(
    crypto.randomUUID(),
    {
      origin: { sub, iat, ...(sid === undefined ? {} : { sid }) },
      idToken: 'id',
      idTokenLifetimeSeconds: 3600,
      accessToken: { value: 'access', lifetimeSeconds: 3600 },
      ...(refreshToken === undefined ? {} : { refreshToken }),
    },
    '',
  );
}
type Origin = { sub: string; sid: string; iat: number; refreshToken: string };

const endingOf = async (session: Session) => (await standingOf(session)).ending;

/** Sets the clock, from a moment on that no other test has seen. */
function setClock() {
  const start = Date.now() + 400 * day * 1000;
  vi.useFakeTimers({ now: start, toFake: ['Date'] });
  return (seconds: number) => vi.setSystemTime(start + seconds * 1000);
}

afterEach(() => {
  vi.useRealTimers();
});

test('signing out ends one session, and no other of the user', async () => {
  const [mine, other] = [sessionOf({ sub: 'a' }), sessionOf({ sub: 'a' })];
  await endSession(mine, 'ended');
  expect([await endingOf(mine), await endingOf(other)]).toEqual(['ended', undefined]);
});

test('what the browser replaced stays replaced, whatever Logto says of it', async () => {
  const [one, other] = [sessionOf({ sub: 'r' }), sessionOf({ sub: 'r' })];
  await endSession(one, 'ended');
  await endSession(one, 'replaced');
  await endSession(other, 'replaced');
  await endSession(other, 'ended');
  await endSessions({ sub: 'r', iat: 200 });
  expect([await endingOf(one), await endingOf(other)]).toEqual(['replaced', 'replaced']);
});

test('a logout by `sid` ends what began in that session of Logto’s', async () => {
  const [one, other] = [sessionOf({ sub: 'b', sid: 's1' }), sessionOf({ sub: 'b', sid: 's2' })];
  await endSessions({ sub: 'b', sid: 's1', iat: 200 });
  expect([await endingOf(one), await endingOf(other)]).toEqual(['ended', undefined]);
});

test('where a session does not know its `sid`, a logout by `sid` ends it with its user', async () => {
  const [mine, foreign] = [sessionOf({ sub: 'c' }), sessionOf()];
  await endSessions({ sub: 'c', sid: 's3', iat: 200 });
  expect([await endingOf(mine), await endingOf(foreign)]).toEqual(['ended', undefined]);
});

test('a logout by `sub` ends all that the user began before, with and without `sid`', async () => {
  const sessions = [
    sessionOf({ sub: 'd' }),
    sessionOf({ sub: 'd', sid: 's4', iat: 200 }),
    sessionOf({ sub: 'd', sid: 's5', iat: 201 }),
    sessionOf(),
  ];
  await endSessions({ sub: 'd', iat: 200 });
  const endings = await Promise.all(sessions.map(endingOf));
  expect(endings).toEqual(['ended', 'ended', undefined, undefined]);
});

test('a logout that arrives late takes nothing back', async () => {
  const session = sessionOf({ sub: 'e', iat: 250 });
  await endSessions({ sub: 'e', iat: 300 });
  await endSessions({ sub: 'e', iat: 200 });
  expect(await endingOf(session)).toBe('ended');
});

test('claims are outdated since the latest event, and their sessions live', async () => {
  const [mine, foreign] = [sessionOf({ sub: 'f', sid: 's6' }), sessionOf()];
  await markClaimsOutdated('f', 300);
  await markClaimsOutdated('f', 200);
  expect(await standingOf(mine)).toEqual({ claimsOutdatedAt: 300 });
  expect(await standingOf(foreign)).toEqual({});
});

test('an ending is remembered as long as a copy of the session can live, and no longer', async () => {
  const setSeconds = setClock();
  const renewable = sessionOf({ sub: 'g', refreshToken: 'refresh' });
  const brief = sessionOf();
  await endSession(brief, 'ended');
  await endSession(renewable, 'ended');
  const named = sessionOf({ sub: 'h', iat: 100 });
  await endSessions({ sub: 'h', iat: 100 });

  setSeconds(3600 - 1);
  expect(await endingOf(brief)).toBe('ended');
  setSeconds(3600 + 6 * 60);
  expect(await endingOf(brief)).toBeUndefined();
  setSeconds(rollingLifetimeSeconds - 1);
  expect([await endingOf(renewable), await endingOf(named)]).toEqual(['ended', 'ended']);
  setSeconds(rollingLifetimeSeconds + 6 * 60);
  expect([await endingOf(renewable), await endingOf(named)]).toEqual([undefined, undefined]);
});

test('a logout token is good once, and forgotten some minutes after its end', async () => {
  const setSeconds = setClock();
  const exp = Math.floor(Date.now() / 1000) + 120;
  expect(await spendLogoutToken('one', exp)).toBe(true);
  expect(await spendLogoutToken('two', exp)).toBe(true);
  expect(await spendLogoutToken('one', exp)).toBe(false);
  setSeconds(120 + 4 * 60);
  expect(await spendLogoutToken('two', exp)).toBe(false);
  setSeconds(120 + 7 * 60);
  expect(await spendLogoutToken('one', exp + 900)).toBe(true);
});
