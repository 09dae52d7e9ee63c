import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { now } from '../../tests/support/hostile-issuer';
import type { HostileProvider } from '../../tests/support/hostile-provider';
import { signInHere, startProviderOfThisProcess } from '../../tests/support/hostile-sign-in';

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

test('an access token lives as long as Logto says', async () => {
  expect(await lifetime({ expires_in: 60 })).toBe(60);
  expect(await lifetime({ expires_in: '60.9' })).toBe(60);
});

test('where Logto doesn’t say, a JWT says it itself, and an opaque token counts for five minutes', async () => {
  const access_token = provider.accessToken({ claims: { iat: now() - 5, exp: now() + 595 } });
  expect(await lifetime({ expires_in: undefined, access_token })).toBe(600);
  expect(await lifetime({ expires_in: undefined })).toBe(300);
  expect(await lifetime({ expires_in: undefined, access_token: 'no.j.wt' })).toBe(300);
});

test.each([
  { expires_in: 0 },
  { expires_in: -1 },
  { expires_in: 0.5 },
  { expires_in: null },
  { expires_in: 'soon' },
])('no lifetime is refused: %j', async (tokens) => {
  await expect(lifetime(tokens)).rejects.toMatchObject({ code: 'invalid_response' });
});

test('a JWT that says it is over on arrival is refused', async () => {
  const access_token = provider.accessToken({ claims: { iat: now(), exp: now() } });
  await expect(lifetime({ expires_in: undefined, access_token })).rejects.toMatchObject({
    code: 'invalid_response',
  });
});
