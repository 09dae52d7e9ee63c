import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HostileProvider } from '../../tests/machine/support/hostile-provider';
import { ecKey } from '../../tests/machine/support/hostile-signing';
import { json, webPage } from '../../tests/machine/support/hostile-transport';
import {
  signInHere,
  startProviderOfThisProcess,
} from '../../tests/machine/support/hostile-sign-in';
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
  pass(hour); // so that the keys of an earlier test are too old
  provider.faults = {};
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});
afterAll(() => provider.stop());

/** Lets this number of milliseconds pass; the system's clock may be set to another time. */
function pass(milliseconds: number, systemTime = Date.now() + milliseconds): void {
  monotonic += milliseconds;
  vi.useFakeTimers({ toFake: ['Date'], now: systemTime });
}

/** Returns the answer of an API to this token. */
async function ask(token: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  const outcome = await verifyAccessToken(new Request(audience, { headers }), { audience });
  return outcome instanceof Response ? outcome : new Response();
}

const show = async (token: string) => (await ask(token)).status;

const looks = () => provider.receivedAt('jwks_uri').length;

const strange = () => provider.accessToken({ signer: () => ecKey() });

describe('while the key set can’t be loaded', () => {
  const faults: [what: string, listener: RequestListener][] = [
    ['an error', json({}, 500)],
    ['a web page', webPage],
    ['a list', json([])],
    ['malformed keys', json({ keys: [null] })],
  ];

  test.each(faults)('(%s) a token with a new key is not judged', async (_, jwks_uri) => {
    expect(await show(provider.accessToken())).toBe(200);
    pass(6_000);
    provider.rotate();
    const logoutToken = provider.logoutToken({ claims: { sub: 'anna' } });
    provider.faults = { answers: { jwks_uri } };
    const answer = await ask(provider.accessToken());
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    await expect(verifyLogoutToken(logoutToken)).rejects.not.toMatchObject({
      code: 'invalid_request',
    });

    // The next look is not delayed by one that failed.
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
  pass(6_000);
  const before = looks();
  for (let count = 0; count < 5; count++) expect(await show(strange())).toBe(401);
  expect(looks()).toBe(before + 1);
  pass(6_000);
  expect(await show(strange())).toBe(401);
  expect(looks()).toBe(before + 2);
});

test('after a strange token, one with a new key is refused for seconds only', async () => {
  expect(await show(strange())).toBe(401);
  provider.rotate();
  pass(6_000);
  expect(await show(provider.accessToken())).toBe(200);
});

test('strange tokens that come at the same time share a look', async () => {
  expect(await show(provider.accessToken())).toBe(200);
  pass(6_000);
  const before = looks();
  await Promise.all(Array.from({ length: 20 }, () => show(strange())));
  expect(looks()).toBe(before + 1);
});

test('a token without a key id is refused where there are several keys', async () => {
  provider.published = [provider.signer, ecKey()];
  expect(await show(provider.accessToken({ header: { kid: undefined } }))).toBe(401);
  expect(await show(provider.accessToken())).toBe(200);
});

describe('an ID token with a new key', () => {
  test('causes a look, however short ago the last one was', async () => {
    expect(await show(strange())).toBe(401);
    const before = looks();
    provider.rotate();
    expect(await signInHere()).toMatchObject({ claims: { sub: 'anna' } });
    expect(looks()).toBe(before + 1);
  });

  test.each([
    ['a moment after the last look', 0],
    ['later', 6_000],
  ])('is refused after one look where Logto doesn’t publish that key: %s', async (_, passed) => {
    expect(await show(provider.accessToken())).toBe(200);
    pass(passed);
    const before = looks();
    provider.faults = { idToken: { signer: () => ecKey() } };
    await expect(signInHere()).rejects.toMatchObject({ code: 'invalid_response' });
    expect(looks()).toBe(before + 1);
  });
});

test('where the system’s clock is set back by an hour, a key that Logto has withdrawn is trusted no longer', async () => {
  const { signer } = provider;
  expect(await show(provider.accessToken())).toBe(200);
  provider.rotate();
  pass(11 * 60_000, Date.now() - hour);
  expect(await show(provider.accessToken({ signer: () => signer }))).toBe(401);
  expect(await show(provider.accessToken())).toBe(200);
});

test('where a process was frozen and its monotonic clock stood still, an old key is not trusted', async () => {
  const { signer } = provider;
  expect(await show(provider.accessToken())).toBe(200);
  provider.rotate();
  pass(0, Date.now() + hour);
  expect(await show(provider.accessToken({ signer: () => signer }))).toBe(401);
});

test.each([
  ['in a process that ran', hour, undefined],
  ['in a process that was frozen', 0, hour],
])(
  'while the keys are old and can’t be loaded, no code is used: %s',
  async (_, passed, systemPassed) => {
    expect(await show(provider.accessToken())).toBe(200);
    pass(passed, Date.now() + (systemPassed ?? passed));
    const exchanges = () => provider.receivedAt('token_endpoint').length;
    const before = exchanges();
    provider.faults = { answers: { jwks_uri: json({}, 500) } };
    await expect(signInHere()).rejects.toMatchObject({ code: 'provider_unreachable' });
    expect(exchanges()).toBe(before);
  },
);
