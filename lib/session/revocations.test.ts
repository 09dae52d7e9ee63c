import { afterEach, expect, test, vi } from 'vitest';
import { isFirstUse, isRevoked, revokeSession, revokeSessions } from './revocations';
import { startSession } from './session';

let users = 0;

/** A session of a user that no other test knows, begun at this second. */
function sessionOf({ sub = `user ${users++}`, sid, iat = 100 }: Partial<Origin> = {}) {
  return startSession(
    crypto.randomUUID(),
    {
      origin: { sub, iat, ...(sid === undefined ? {} : { sid }) },
      idToken: 'id',
      idTokenLifetime: 3600,
      accessToken: { value: 'access', lifetime: 3600 },
    },
    '',
  );
}
type Origin = { sub: string; sid: string; iat: number };

afterEach(() => {
  vi.useRealTimers();
});

test('signing out ends one session, and no other of the user', async () => {
  const [mine, other] = [sessionOf({ sub: 'a' }), sessionOf({ sub: 'a' })];
  await revokeSession(mine);
  expect([await isRevoked(mine), await isRevoked(other)]).toEqual([true, false]);
});

test('a logout by `sid` ends what began in that session of Logto’s', async () => {
  const [one, other] = [sessionOf({ sub: 'b', sid: 's1' }), sessionOf({ sub: 'b', sid: 's2' })];
  await revokeSessions({ sub: 'b', sid: 's1', iat: 200 });
  expect([await isRevoked(one), await isRevoked(other)]).toEqual([true, false]);
});

test('where a session does not know its `sid`, a logout by `sid` ends it with its user', async () => {
  const [mine, foreign] = [sessionOf({ sub: 'c' }), sessionOf()];
  await revokeSessions({ sub: 'c', sid: 's3', iat: 200 });
  expect([await isRevoked(mine), await isRevoked(foreign)]).toEqual([true, false]);
});

test('a logout by `sub` ends all that the user began before, with and without `sid`', async () => {
  const sessions = [
    sessionOf({ sub: 'd' }),
    sessionOf({ sub: 'd', sid: 's4', iat: 200 }),
    sessionOf({ sub: 'd', sid: 's5', iat: 201 }),
    sessionOf(),
  ];
  await revokeSessions({ sub: 'd', iat: 200 });
  expect(await Promise.all(sessions.map(isRevoked))).toEqual([true, true, false, false]);
});

test('a logout that arrives late takes nothing back', async () => {
  const session = sessionOf({ sub: 'e', iat: 250 });
  await revokeSessions({ sub: 'e', iat: 300 });
  await revokeSessions({ sub: 'e', iat: 200 });
  expect(await isRevoked(session)).toBe(true);
});

test('a revocation is remembered as long as a session can live', async () => {
  const day = 24 * 60 * 60 * 1000;
  const start = Date.now() + day;
  vi.useFakeTimers({ now: start, toFake: ['Date'] });
  const session = sessionOf();
  await revokeSession(session);
  vi.setSystemTime(start + 30 * day - 1000);
  await revokeSession(sessionOf());
  expect(await isRevoked(session)).toBe(true);
  vi.setSystemTime(start + 30 * day);
  await revokeSession(sessionOf());
  expect(await isRevoked(session)).toBe(false);
});

test('a logout token is good once, and forgotten some minutes after its end', async () => {
  vi.useFakeTimers({ now: 0, toFake: ['Date'] });
  expect(await isFirstUse('one', 120)).toBe(true);
  expect(await isFirstUse('two', 120)).toBe(true);
  expect(await isFirstUse('one', 120)).toBe(false);
  vi.setSystemTime(420_000);
  expect(await isFirstUse('two', 120)).toBe(false);
  vi.setSystemTime(421_000);
  expect(await isFirstUse('one', 500)).toBe(true);
});
