import { expect, test } from 'vitest';
import { AuthError } from '../errors';
import { renewLatest } from './latest-session';
import { endSession } from './revocations';
import { accessToken, renewSession, startSession, type Session } from './session';

const tokens = (value: string) => ({
  origin: { sub: 'user', iat: 1 },
  idToken: 'id',
  idTokenLifetime: 3600,
  refreshToken: `refresh for ${value}`,
  accessToken: { value, lifetime: 3600 },
});

/** A provider that rotates each time and takes no refresh token twice. */
function strictProvider(session: Session) {
  let current = session.refreshToken;
  const spent: (string | undefined)[] = [];
  const renewFor = (key: string) => async (latest: Session) => {
    await Promise.resolve();
    spent.push(latest.refreshToken);
    if (latest.refreshToken !== current) throw new AuthError('session_ended');
    const renewed = renewSession(latest, tokens(`${key} ${spent.length}`), key);
    current = renewed.refreshToken;
    return renewed;
  };
  const ask = (from: Session, key: string) =>
    renewLatest(from, (latest) => accessToken(latest, key) !== undefined, renewFor(key));
  return { spent, ask };
}

test('fifty parallel requests for two resources with one old session: one renewal each, one outcome', async () => {
  const session = startSession(crypto.randomUUID(), tokens('start'), '');
  const { spent, ask } = strictProvider(session);
  const keys = Array.from({ length: 50 }, (_, index) => (index % 2 ? 'a' : 'b'));
  const outcomes = await Promise.all(keys.map((key) => ask(session, key)));
  expect(spent).toHaveLength(2);
  expect(new Set(outcomes).size).toBe(1);
  expect(Object.keys(outcomes[0]?.accessTokens ?? {}).sort()).toEqual(['', 'a', 'b']);
});

test('a late-comer with the old session gets what others brought, and asks from the newest state', async () => {
  const session = startSession(crypto.randomUUID(), tokens('start'), '');
  const { spent, ask } = strictProvider(session);
  const first = await ask(session, 'a');
  expect(await ask(session, 'a')).toBe(first);
  const second = await ask(session, 'b');
  expect(second.generation).toBe(2);
  expect(spent).toHaveLength(2);
});

test('a session that another instance renewed is taken as it comes', async () => {
  const session = startSession(crypto.randomUUID(), tokens('start'), '');
  const { ask } = strictProvider(session);
  await ask(session, 'a');
  const elsewhere = { ...session, generation: 7, refreshToken: 'from elsewhere' };
  const renewed = await renewLatest(
    elsewhere,
    () => false,
    (latest) => Promise.resolve(latest),
  );
  expect(renewed).toBe(elsewhere);
});

test('a failure reaches who asked, and leaves the state as it was', async () => {
  const session = startSession(crypto.randomUUID(), tokens('start'), '');
  const { ask } = strictProvider(session);
  const failing = renewLatest(
    session,
    () => false,
    () => Promise.reject(new AuthError('provider_unreachable')),
  );
  const following = ask(session, 'a');
  await expect(failing).rejects.toEqual(new AuthError('provider_unreachable'));
  expect(accessToken(await following, 'a')).toBe('a 1');
});

test('a renewal that is under way does not bring back a session that was signed out', async () => {
  const session = startSession(crypto.randomUUID(), tokens('start'), '');
  const { ask } = strictProvider(session);
  const renewal = ask(session, 'a');
  await endSession(session, 'ended');
  await expect(renewal).rejects.toEqual(new AuthError('session_ended'));
  await expect(ask(session, 'b')).rejects.toEqual(new AuthError('session_ended'));
});
