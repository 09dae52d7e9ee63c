import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { now } from '../../tests/machine/support/hostile-issuer';
import type { HostileProvider } from '../../tests/machine/support/hostile-provider';
import {
  signInHere,
  startProviderOfThisProcess,
} from '../../tests/machine/support/hostile-sign-in';
import { verifyAccessToken } from '../api-auth';
import { verifyLogoutToken } from './logout-token';

/** Logto's clock and this app's differ: by two minutes all tokens are accepted, by four none is. */

const minute = 60;
let provider: HostileProvider;

beforeAll(async () => {
  provider = await startProviderOfThisProcess();
});
beforeEach(() => {
  provider.faults = {};
});
afterAll(() => provider.stop());

/** The times of a token that lives a minute, by a clock that is this number of seconds ahead. */
const atClock = (ahead: number) => ({
  iat: now() + ahead,
  exp: now() + ahead + minute,
});

const audience = 'https://api.example.com';

function show(claims: Record<string, unknown>): Promise<unknown> {
  const token = provider.accessToken({ claims });
  const headers = { authorization: `Bearer ${token}` };
  return verifyAccessToken(new Request(audience, { headers }), { audience });
}

test.each([
  ['ahead', 50],
  ['behind', -50],
])('50 s %s, the age of a sign-in is accepted', async (_, ahead) => {
  provider.faults = { idToken: { claims: { ...atClock(ahead), auth_time: now() + ahead } } };
  expect(await signInHere({ max_age: '5' })).toMatchObject({ idTokenLifetimeSeconds: minute });
});

describe.each([
  ['ahead', 2 * minute],
  ['behind', -2 * minute],
])('two minutes %s', (_, ahead) => {
  test('an ID token signs in', async () => {
    provider.faults = { idToken: { claims: atClock(ahead) } };
    expect(await signInHere()).toMatchObject({ idTokenLifetimeSeconds: minute });
  });

  test('the age of a sign-in is not accepted: maxAge is exact to a minute', async () => {
    provider.faults = { idToken: { claims: { ...atClock(ahead), auth_time: now() + ahead } } };
    await expect(signInHere({ max_age: '5' })).rejects.toMatchObject({ code: 'step_up_unmet' });
  });

  test('an access token is accepted', async () => {
    expect(await show(atClock(ahead))).toMatchObject({ sub: 'anna' });
  });

  test('a logout token is accepted', async () => {
    const token = provider.logoutToken({ claims: { sub: 'anna', ...atClock(ahead) } });
    expect(await verifyLogoutToken(token)).toMatchObject({ sub: 'anna' });
  });
});

describe.each([
  ['ahead', 4 * minute],
  ['behind', -5 * minute],
])('%s by more', (_, ahead) => {
  test('an ID token is refused', async () => {
    provider.faults = { idToken: { claims: atClock(ahead) } };
    await expect(signInHere()).rejects.toMatchObject({ code: 'invalid_response' });
  });

  test('an access token is refused', async () => {
    expect(await show(atClock(ahead))).toMatchObject({ status: 401 });
  });

  test('a logout token is refused', async () => {
    const token = provider.logoutToken({ claims: { sub: 'anna', ...atClock(ahead) } });
    await expect(verifyLogoutToken(token)).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
