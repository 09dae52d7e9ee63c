import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HostileProvider } from '../../tests/support/hostile-provider';
import { ecKey } from '../../tests/support/hostile-signing';
import { json, webPage } from '../../tests/support/hostile-transport';
import { startProviderOfThisProcess } from '../../tests/support/hostile-sign-in';
import { verifyAccessToken } from '../api-auth';
import { verifyLogoutToken } from './logout-token';

const hour = 60 * 60 * 1000;
const audience = 'https://api.example.com';
let provider: HostileProvider;
let monotonic = 0;

beforeAll(async () => {
  provider = await startProviderOfThisProcess();
});
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => monotonic);
  pass(hour); // no look of an earlier test matters any more
  provider.faults = {};
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
afterAll(() => provider.stop());

/** Lets so many milliseconds pass, while the system's clock may be set to another time. */
function pass(milliseconds: number, systemTime = Date.now() + milliseconds): void {
  monotonic += milliseconds;
  vi.useFakeTimers({ toFake: ['Date'], now: systemTime });
}

/** What an API answers to this token. */
async function ask(token: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  const outcome = await verifyAccessToken(new Request(audience, { headers }), { audience });
  return outcome instanceof Response ? outcome : new Response();
}

const show = async (token: string) => (await ask(token)).status;

const looks = () => provider.receivedAt('jwks_uri').length;

const strange = () => provider.accessToken({ signer: () => ecKey() });

describe('while the key set can’t be had', () => {
  const faults: [what: string, listener: RequestListener][] = [
    ['an error', json({}, 500)],
    ['a web page', webPage],
    ['a list', json([])],
    ['keys that are none', json({ keys: [null] })],
  ];

  test.each(faults)('(%s) a token with a new key is not judged', async (_, jwks_uri) => {
    expect(await show(provider.accessToken())).toBe(200);
    provider.rotate();
    const logoutToken = provider.logoutToken({ claims: { sub: 'anna' } });
    provider.faults = { answers: { jwks_uri } };
    const answer = await ask(provider.accessToken());
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    await expect(verifyLogoutToken(logoutToken)).rejects.not.toMatchObject({
      code: 'invalid_request',
    });

    // That look failed, so it doesn't count.
    provider.faults = {};
    expect(await show(provider.accessToken())).toBe(200);
    expect(await verifyLogoutToken(logoutToken)).toMatchObject({ sub: 'anna' });
  });

  test('an outdated one isn’t trusted', async () => {
    expect(await show(provider.accessToken())).toBe(200);
    pass(hour);
    provider.faults = { answers: { jwks_uri: json({}, 500) } };
    expect(await show(provider.accessToken())).toBe(503);
  });
});

test('strange tokens cause one look in five seconds, and are refused', async () => {
  expect(await show(provider.accessToken())).toBe(200);
  const before = looks();
  for (let count = 0; count < 5; count++) expect(await show(strange())).toBe(401);
  expect(looks()).toBe(before + 1);
  pass(6_000);
  expect(await show(strange())).toBe(401);
  expect(looks()).toBe(before + 2);
});

test('a strange token keeps one with a key of this moment waiting for seconds only', async () => {
  expect(await show(strange())).toBe(401);
  provider.rotate();
  pass(6_000);
  expect(await show(provider.accessToken())).toBe(200);
});

test('strange tokens that come at the same time share a look', async () => {
  expect(await show(provider.accessToken())).toBe(200);
  const before = looks();
  await Promise.all(Array.from({ length: 20 }, () => show(strange())));
  expect(looks()).toBe(before + 1);
});

describe('where the system’s clock is set back by an hour', () => {
  test('the next look is due when it would have been', async () => {
    expect(await show(strange())).toBe(401);
    provider.rotate();
    pass(31_000, Date.now() - hour);
    expect(await show(provider.accessToken())).toBe(200);
  });

  test('a key that Logto has withdrawn is trusted no longer than it would have been', async () => {
    const { signer } = provider;
    expect(await show(provider.accessToken())).toBe(200);
    provider.rotate();
    pass(11 * 60_000, Date.now() - hour);
    expect(await show(provider.accessToken({ signer: () => signer }))).toBe(401);
  });
});
