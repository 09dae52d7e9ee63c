import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { now } from '../../tests/machine/support/hostile-issuer';
import type { HostileProvider } from '../../tests/machine/support/hostile-provider';
import {
  signInHere,
  startProviderOfThisProcess,
} from '../../tests/machine/support/hostile-sign-in';

let provider: HostileProvider;

beforeAll(async () => {
  provider = await startProviderOfThisProcess();
});
beforeEach(() => {
  provider.faults = {};
});
afterAll(() => provider.stop());

async function lifetime(tokens: Record<string, unknown>): Promise<number> {
  provider.faults = { tokens };
  return (await signInHere()).accessToken.lifetimeSeconds;
}

test('the claims say how and when the user signed in; a time after the token was issued is dropped', async () => {
  const iat = now();
  const claims = { iat, auth_time: iat, acr: null, amr: ['pwd'] };
  provider.faults = { idToken: { claims } };
  expect((await signInHere()).claims).toMatchObject(claims);
  provider.faults = { idToken: { claims: { ...claims, auth_time: iat + 1 } } };
  const later = await signInHere();
  expect(later.claims).toMatchObject({ sub: 'anna', acr: null, amr: ['pwd'] });
  expect(later.claims).not.toHaveProperty('auth_time');
});

test('an access token lives as long as Logto says', async () => {
  expect(await lifetime({ expires_in: 60 })).toBe(60);
  expect(await lifetime({ expires_in: '60.9' })).toBe(60);
});

test('where Logto doesn’t say, an access token is used for five minutes', async () => {
  expect(await lifetime({ expires_in: undefined })).toBe(300);
});

test.each([
  { expires_in: 0 },
  { expires_in: -1 },
  { expires_in: 0.5 },
  { expires_in: null },
  { expires_in: 'soon' },
])('an access token without a lifetime is refused: %j', async (tokens) => {
  await expect(lifetime(tokens)).rejects.toMatchObject({ code: 'invalid_response' });
});
