import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { getConfig } from '../config';
import { cookieBudgetBytes, cookieBytes } from './cookies';
import { findAccessToken, isAlive, type Session } from './session';
import { clearSession, fitSession, readSession, writeSession } from './session-cookie';
import { renewed, testSession } from './test-sessions';
import { testCookies } from './test-cookies';

const name = '__Host-logto-session';
const budget = cookieBudgetBytes - 1_500;

/** Random text: it doesn't get smaller. */
const text = (bytes: number) => randomBytes(bytes).toString('base64url');

const written = async (session: Session) => {
  const cookies = testCookies();
  await writeSession(cookies, session);
  const stored = await readSession(cookies);
  if (!stored) throw new Error('It can’t be read.');
  const bytes = cookieBytes(cookies.getAll());
  expect(bytes).toBeLessThanOrEqual(budget);
  return { cookies, stored, bytes };
};

beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a session', () => {
  test('comes back as it was written', async () => {
    const session = renewed(testSession(), { refreshToken: 'rotated' }, 'api');
    expect((await written(session)).stored).toEqual(session);
  });

  test('is in a host cookie that no script, foreign site or plain http sees', async () => {
    const { cookies } = await written(testSession());
    expect([...cookies.jar.keys()]).toEqual([name]);
    const { attributes } = cookies.jar.get(name) ?? {};
    expect(attributes).toMatchObject({ httpOnly: true, secure: true, sameSite: 'lax', path: '/' });
    const { sessionInactivitySeconds } = getConfig();
    expect(attributes?.maxAge).toBeGreaterThan(sessionInactivitySeconds - 5);
    expect(attributes?.maxAge).toBeLessThanOrEqual(sessionInactivitySeconds);
  });

  test('can’t be read from outside', async () => {
    const { cookies } = await written(testSession({ refreshToken: 'very-secret-refresh-token' }));
    const value = cookies.get(name)?.value ?? '';
    expect(value).not.toContain('very-secret');
    expect(Buffer.from(value, 'base64').toString()).not.toContain('very-secret');
  });

  test('that has expired is none, even if it was read before', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { cookies, stored } = await written(testSession());
    expect(isAlive(stored)).toBe(true);
    vi.setSystemTime(Date.now() + getConfig().sessionInactivitySeconds * 1000);
    expect(await readSession(cookies)).toBeNull();
  });

  test.each(['', 'rubbish', 'Fe26.2*1*x*y*z', 'null', '%'])('is not in %j', async (value) => {
    expect(await readSession(testCookies({ [name]: value }))).toBeNull();
  });

  test('that was damaged is none', async () => {
    const { cookies } = await written(testSession());
    const { value } = cookies.get(name) ?? { value: '' };
    const middle = Math.floor(value.length / 2);
    const changed = value[middle] === 'A' ? 'B' : 'A';
    const damaged = value.slice(0, middle) + changed + value.slice(middle + 1);
    expect(await readSession(testCookies({ [name]: damaged }))).toBeNull();
  });

  test('is removed with all its cookies', async () => {
    const { cookies } = await written(testSession({ claims: { name: text(2400) } }));
    expect(cookies.jar.size).toBe(2);
    clearSession(cookies);
    expect(cookies.jar.size).toBe(0);
  });
});

describe('chunks', () => {
  const large = testSession({ claims: { name: text(2400) } });

  test('a large session is in two cookies, and later in one again', async () => {
    const { cookies, stored } = await written(large);
    expect([...cookies.jar.keys()]).toEqual([`${name}.0`, `${name}.1`]);
    for (const { name: each, value } of cookies.getAll())
      expect(each.length + value.length).toBeLessThan(4096 - 150);
    expect(stored).toEqual(large);
    await writeSession(cookies, testSession());
    expect([...cookies.jar.keys()]).toEqual([name]);
  });

  test('writing removes every other form, even one that came after the request', async () => {
    const cookies = testCookies();
    const removed: string[] = [];
    const spy = {
      ...cookies,
      set: (...args: Parameters<typeof cookies.set>) => {
        if (args[2].maxAge === 0) removed.push(args[0]);
        cookies.set(...args);
      },
    };
    await writeSession(spy, testSession());
    expect(removed).toEqual([`${name}.0`, `${name}.1`, `${name}.2`]);
    removed.length = 0;
    await writeSession(spy, large);
    expect(removed).toEqual([name, `${name}.2`]);
  });

  test('a session is none without one of its chunks, with another’s, or in another order', async () => {
    const [one, other] = [await written(large), await written(large)];
    const of = ({ cookies }: typeof one, index: number) =>
      cookies.get(`${name}.${index}`)?.value ?? '';
    const read = (...chunks: string[]) =>
      readSession(
        testCookies(Object.fromEntries(chunks.map((chunk, index) => [`${name}.${index}`, chunk]))),
      );
    expect(await read(of(one, 0), of(one, 1))).toEqual(large);
    expect(await read(of(one, 0))).toBeNull();
    expect(await read('', of(one, 1))).toBeNull();
    expect(await read(of(one, 1), of(one, 0))).toBeNull();
    expect(await read(of(one, 0), of(other, 1))).toBeNull();
  });
});

describe('access tokens', () => {
  test('of forty the newest are kept, within the budget', async () => {
    let current = testSession({ claims: { name: text(900) } });
    for (let index = 0; index < 40; index++) {
      const key = `https://api-${index}.test`;
      current = renewed(current, { accessToken: 't'.repeat(600 + 13 * index) }, key);
      const { stored } = await written(current);
      expect(findAccessToken(stored, key)).toBeDefined();
      const missing = Object.keys(current.accessTokens).filter(
        (each) => !(each in stored.accessTokens),
      );
      expect(stored.omitted ?? []).toEqual(missing);
    }
    const { stored } = await written(current);
    expect(Object.keys(stored.accessTokens).length).toBeGreaterThan(1);
    expect(Object.keys(stored.accessTokens).at(-1)).toBe('https://api-39.test');
  });

  test('stay in the order in which they came', async () => {
    let session = testSession({ accessToken: text(1000) });
    for (const key of ['a', 'b', 'c', 'd'])
      session = renewed(session, { accessToken: text(1000) }, key);
    const { stored } = await written(session);
    expect(Object.keys(stored.accessTokens)).toEqual(['b', 'c', 'd']);
    expect(stored.omitted).toEqual(['', 'a']);
  });

  test('that don’t fit leave space for newer ones', async () => {
    let session = testSession({ accessToken: text(32) });
    session = renewed(session, { accessToken: text(6000) }, 'large');
    session = renewed(session, { accessToken: text(32) }, 'small');
    const { stored } = await written(session);
    expect(Object.keys(stored.accessTokens)).toEqual(['small']);
    expect(stored.omitted).toEqual(['', 'large']);
    expect(stored.claims).toEqual(session.claims);
  });
});

describe('claims', () => {
  const protocol = {
    iss: 'https://my-tenant.logto.app/oidc',
    sub: 'user',
    aud: text(16),
    exp: 2,
    iat: 1,
    nonce: text(32),
    sid: text(32),
    auth_time: 1,
    acr: 'urn:logto:acr:mfa',
    amr: ['pwd', 'mfa'],
    azp: 'app',
  };

  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

  const organizations = (count: number, idLength = 12) => {
    const ids = Array.from({ length: count }, () =>
      [...randomBytes(idLength)].map((byte) => letters[byte % letters.length]).join(''),
    );
    return { organizations: ids, organization_roles: ids.map((id) => `${id}:member`) };
  };

  const sessionOf = (claims: object) =>
    testSession({
      claims: { ...protocol, name: 'Anna', email: 'anna@example.com', ...claims },
      refreshToken: text(32),
      accessToken: text(32),
    });

  test.each([
    [5, 12, 2048],
    [60, 12, 3584],
    [150, 12, 5600],
    [100, 21, 5600],
  ])(
    'of %i organizations with ids of %i characters are all kept, in %i bytes',
    async (count, length, limit) => {
      const session = sessionOf(organizations(count, length));
      const { bytes, stored } = await written(session);
      expect(stored).toEqual(session);
      expect(bytes).toBeLessThanOrEqual(limit);
    },
  );

  test('of 150 organizations with ids of 21 characters are kept, or named', async () => {
    const session = sessionOf(organizations(150, 21));
    const { stored } = await written(session);
    const kept = Object.keys(stored.claims);
    const names = [...kept, ...(stored.omitted ?? []).filter((name) => name !== '')];
    expect(names.sort()).toEqual(Object.keys(session.claims).sort());
    expect(kept).toContain('organizations');
  });

  describe('of 1,000 organizations', () => {
    const session = sessionOf({ ...organizations(1000), roles: ['admin'] });

    test('are left out, the largest first, and the session names what is missing', async () => {
      const { stored } = await written(session);
      expect(new Set(stored.omitted)).toEqual(new Set(['', 'organizations', 'organization_roles']));
      const { organizations: _, organization_roles: _roles, ...others } = session.claims;
      expect(stored.claims).toEqual(others);
    });

    test('are not left out again when the copy is written again; new claims that fit are all kept', () => {
      const fitted = fitSession(session);
      expect(fitSession(fitted)).toEqual(fitted);
      const next = renewed(fitted, { claims: { ...sessionOf(organizations(5)).claims } });
      expect(fitSession(next)).toEqual(next);
      expect(next).not.toHaveProperty('omitted');
    });
  });

  test('of the protocol are kept, whatever their size', () => {
    const large = Object.fromEntries(Object.keys(protocol).map((each) => [each, text(180)]));
    const small = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`c${index}`, text(90)]),
    );
    const fitted = fitSession(sessionOf({ ...large, ...small }));
    expect(fitted.omitted?.length).toBeGreaterThan(5);
    expect(fitted.claims).toMatchObject(large);
  });

  test('are kept before access tokens: a store has those, and they can be fetched again', async () => {
    let session = sessionOf(organizations(180));
    for (const key of ['a', 'b']) session = renewed(session, { accessToken: text(600) }, key);
    const { stored } = await written(session);
    expect(stored.claims).toEqual(session.claims);
    expect(stored.omitted?.slice(0, 2)).toEqual(['', 'a']);
  });
});

test('a refresh token that doesn’t fit by itself is refused, with sizes for the log', async () => {
  const cookies = testCookies();
  const session = testSession({ refreshToken: text(6000), claims: { roles: ['admin'] } });
  await expect(writeSession(cookies, session)).rejects.toMatchObject({
    code: 'session_too_large',
    sizes: { budget },
  });
  expect(cookies.jar.size).toBe(0);
});
