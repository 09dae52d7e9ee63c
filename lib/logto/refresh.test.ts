import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { HostileProvider } from '../../tests/support/hostile-provider';
import { ecKey } from '../../tests/support/hostile-signing';
import { signInHere, startProviderOfThisProcess } from '../../tests/support/hostile-sign-in';
import { AuthError } from '../errors';
import { refreshTokens } from './refresh';
import type { Tokens } from './tokens';

let provider: HostileProvider;

beforeAll(async () => {
  provider = await startProviderOfThisProcess();
});
beforeEach(() => {
  provider.faults = {};
});
afterAll(() => provider.stop());

/** Refreshes; returns what was kept, and what came of the rest: tokens, or the code of an error. */
async function refresh(before: Tokens): Promise<{ kept: string[]; outcome: string | Tokens }> {
  const kept: string[] = [];
  const spending = {
    before: () => undefined,
    after: (rotated: string) => {
      kept.push(rotated);
      return Promise.resolve();
    },
  };
  const { refreshToken = '', idToken } = before;
  const outcome = await refreshTokens(refreshToken, idToken, {}, spending).catch(
    (error: unknown) => (error instanceof AuthError ? error.code : String(error)),
  );
  return { kept, outcome };
}

test('a rotated refresh token is kept, whatever the ID token beside it is worth', async () => {
  const before = await signInHere();
  provider.faults = { tokens: { refresh_token: 'rotated' } };
  const good = await refresh(before);
  expect(good).toMatchObject({ kept: ['rotated'], outcome: { refreshToken: 'rotated' } });
  for (const idToken of [
    { signer: () => ecKey() },
    { claims: { sub: 'mallory' } },
    { claims: { nonce: 'another' } },
    { claims: { iss: 'https://evil.test/oidc' } },
  ]) {
    provider.faults = { tokens: { refresh_token: 'rotated' }, idToken };
    expect(await refresh(before)).toEqual({ kept: ['rotated'], outcome: 'invalid_response' });
  }
  provider.faults = { tokens: { refresh_token: 'rotated', id_token: 'rubbish', token_type: 'x' } };
  expect(await refresh(before)).toEqual({ kept: ['rotated'], outcome: 'invalid_response' });
});

test('it is kept before the answer is looked at, and what keeping it throws is the outcome', async () => {
  const { refreshToken = '', idToken } = await signInHere();
  provider.faults = { tokens: { refresh_token: 'rotated', id_token: 'rubbish' } };
  const failing = refreshTokens(
    refreshToken,
    idToken,
    {},
    {
      before: () => undefined,
      after: () => Promise.reject(new AuthError('unavailable')),
    },
  );
  await expect(failing).rejects.toMatchObject({ code: 'unavailable' });
});

test('what is thrown right before a refresh token is spent keeps it from being sent', async () => {
  const { refreshToken = '', idToken } = await signInHere();
  let sent = 0;
  provider.faults = { answers: { token_endpoint: () => (sent += 1) } };
  const failing = refreshTokens(
    refreshToken,
    idToken,
    {},
    {
      before: () => {
        throw new AuthError('unavailable');
      },
      after: () => Promise.resolve(),
    },
  );
  await expect(failing).rejects.toMatchObject({ code: 'unavailable' });
  expect(sent).toBe(0);
});

test('there is nothing to keep where the refresh token stays, is missing, or is none', async () => {
  const before = await signInHere();
  expect(await refresh(before)).toMatchObject({ kept: [], outcome: { origin: { sub: 'anna' } } });
  for (const refresh_token of [undefined, '', 42, null]) {
    provider.faults = { tokens: { refresh_token } };
    expect((await refresh(before)).kept).toEqual([]);
  }
  provider.faults = {
    answers: {
      token_endpoint: (_, response) => response.writeHead(400).end('{"refresh_token":"rotated"}'),
    },
  };
  expect((await refresh(before)).kept).toEqual([]);
});

test('a renewed ID token may gain how and when the user signed in, and may not change when', async () => {
  provider.faults = { idToken: { claims: { auth_time: undefined } } };
  const before = await signInHere();
  const gained = { auth_time: 1_700_000_000, acr: 'urn:logto:acr:mfa', amr: ['pwd', 'otp'] };
  provider.faults = { idToken: { claims: gained } };
  const { outcome } = await refresh(before);
  expect(outcome).toMatchObject({ origin: { sub: 'anna' } });

  const after = { ...before, ...(outcome as Tokens) };
  provider.faults = { idToken: { claims: { auth_time: undefined } } };
  expect((await refresh(after)).outcome).toMatchObject({ origin: { sub: 'anna' } });
  provider.faults = { idToken: { claims: { ...gained, auth_time: 1_700_000_001 } } };
  expect((await refresh(after)).outcome).toBe('invalid_response');
});
