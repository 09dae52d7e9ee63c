import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { HostileProvider } from '../../tests/machine/support/hostile-provider';
import { ecKey } from '../../tests/machine/support/hostile-signing';
import {
  signInHere,
  startProviderOfThisProcess,
} from '../../tests/machine/support/hostile-sign-in';
import { AuthError, codeOf } from '../errors';
import { refreshTokens } from './tokens';
import type { Tokens } from './tokens';

let provider: HostileProvider;

beforeAll(async () => {
  provider = await startProviderOfThisProcess();
});
beforeEach(() => {
  provider.faults = {};
});
afterAll(() => provider.stop());

/** Refreshes; returns the rotated tokens that were kept, and the outcome: tokens, or an error's code. */
async function refresh(before: Tokens): Promise<{ kept: string[]; outcome: string | Tokens }> {
  const kept: string[] = [];
  const outcome = await refreshTokens(
    sessionOf(before),
    {},
    {
      beforeUse: () => undefined,
      onRotated: (refreshToken) => {
        kept.push(refreshToken);
        return Promise.resolve();
      },
    },
  ).catch(codeOf);
  return { kept, outcome };
}

const sessionOf = ({ refreshToken = '', claims }: Tokens) => ({ refreshToken, claims });

test('a rotated refresh token is kept, even if the ID token beside it is refused', async () => {
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

test('it is kept before the answer is judged, and an error while keeping it is the outcome', async () => {
  const session = sessionOf(await signInHere());
  provider.faults = { tokens: { refresh_token: 'rotated', id_token: 'rubbish' } };
  const failing = refreshTokens(
    session,
    {},
    {
      beforeUse: () => undefined,
      onRotated: () => Promise.reject(new AuthError('unavailable')),
    },
  );
  await expect(failing).rejects.toMatchObject({ code: 'unavailable' });
});

test('an error right before a refresh token is used keeps it from being sent', async () => {
  const session = sessionOf(await signInHere());
  let sent = 0;
  provider.faults = { answers: { token_endpoint: () => (sent += 1) } };
  const failing = refreshTokens(
    session,
    {},
    {
      beforeUse: () => {
        throw new AuthError('unavailable');
      },
      onRotated: () => Promise.resolve(),
    },
  );
  await expect(failing).rejects.toMatchObject({ code: 'unavailable' });
  expect(sent).toBe(0);
});

test('nothing is kept where the refresh token stays the same, is missing, or is malformed', async () => {
  const before = await signInHere();
  expect(await refresh(before)).toMatchObject({ kept: [], outcome: { claims: { sub: 'anna' } } });
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
  expect(outcome).toMatchObject({ claims: { sub: 'anna' } });

  const after = { ...before, ...(outcome as Tokens) };
  provider.faults = { idToken: { claims: { auth_time: undefined } } };
  expect((await refresh(after)).outcome).toMatchObject({ claims: { sub: 'anna' } });
  provider.faults = { idToken: { claims: { ...gained, auth_time: 1_700_000_001 } } };
  expect((await refresh(after)).outcome).toBe('invalid_response');
});

test('Logto has five seconds for each answer', async () => {
  const limits = vi.spyOn(AbortSignal, 'timeout');
  await refresh(await signInHere());
  expect(limits.mock.calls.length).toBeGreaterThan(1);
  for (const [milliseconds] of limits.mock.calls) expect(milliseconds).toBe(5_000);
  limits.mockRestore();
});
