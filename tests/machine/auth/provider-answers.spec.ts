import type { AuthErrorCode } from '@/lib/errors';
import { expect, expectRefusal, test } from '../support/hostile-fixtures';
import { now } from '../support/hostile-issuer';
import type { Faults } from '../support/hostile-provider';
import { damaged, ecKey, hmac, unsigned, type Members } from '../support/hostile-signing';
import {
  circle,
  down,
  flood,
  json,
  overloaded,
  silent,
  unfinished,
  webPage,
} from '../support/hostile-transport';
import { randomText } from '../support/random';
import { Visitor } from '../support/hostile-visitor';
import { inventoryApi, ordersApi, tokensPath } from '../support/tests-pages';

/** Answers of the token, userinfo and key set endpoints, at a sign-in and at a refresh. */

type Case = [title: string, faults: Faults, code?: AuthErrorCode | undefined];

const hour = 3600;
const unreachable = 'provider_unreachable';
const tooLarge = 'session_too_large';

/** An answer that no endpoint should give. */
const answers: [title: string, listener: typeof down, code?: AuthErrorCode][] = [
  ['nothing, and hangs up', down, unreachable],
  ['that it is overloaded', overloaded, unreachable],
  ['a web page', webPage],
  ['null', json(null)],
  ['a list', json([])],
];

const fromTokenEndpoint: Case[] = [
  ...answers.map(([title, token_endpoint, code]): Case => [
    title,
    { answers: { token_endpoint } },
    code,
  ]),
  ['a redirect to itself', { answers: { token_endpoint: circle } }],
  [
    'an error nobody knows, with somebody’s address',
    { answers: { token_endpoint: json({ error: '<b>anna@example.com' }, 400) } },
    'request_refused',
  ],
  ['no ID token', { tokens: { id_token: undefined } }],
  ['an ID token that is no JWT', { tokens: { id_token: 'rubbish' } }],
  ['no access token', { tokens: { access_token: undefined } }],
  ['an access token that is a number', { tokens: { access_token: 42 } }],
  ['a refresh token that is a number', { tokens: { refresh_token: 42 } }],
  ['no token type', { tokens: { token_type: undefined } }],
  ['a token type of long ago', { tokens: { token_type: 'mac' } }],
  ['a token type that is bound to a key', { tokens: { token_type: 'DPoP' } }],
  ['a lifetime of zero', { tokens: { expires_in: 0 } }],
  ['a negative lifetime', { tokens: { expires_in: -1 } }],
  ['a lifetime as a text', { tokens: { expires_in: 'soon' } }],
];

const oversized: Case[] = [
  ['a refresh token of 5 KB', { tokens: { refresh_token: randomText(5000) } }, tooLarge],
];

const refreshedIdTokens: Case[] = [
  [
    'oidcc-client-test-refresh-token-invalid-issuer: another issuer',
    { idToken: { claims: { iss: 'https://evil.test/oidc' } } },
  ],
  [
    'oidcc-client-test-refresh-token-invalid-sub: another user',
    { idToken: { claims: { sub: 'mallory' } } },
  ],
  ['no user', { idToken: { claims: { sub: undefined } } }],
  ['for another app', { idToken: { claims: { aud: 'another-app' } } }],
  ['for another sign-in', { idToken: { claims: { nonce: 'another' } } }],
  ['expired an hour ago', { idToken: { claims: { iat: now() - 2 * hour, exp: now() - hour } } }],
  ['issued in an hour', { idToken: { claims: { iat: now() + hour, exp: now() + 2 * hour } } }],
  ['damaged', { idToken: { signer: damaged } }],
  ['not signed', { idToken: { signer: () => unsigned } }],
  [
    'signed with the public key as a secret',
    { idToken: { signer: ({ pem, ...own }) => ({ ...own, ...hmac(pem) }) } },
  ],
  ['signed by a stranger', { idToken: { signer: () => ecKey() } }],
  ['a token of another type: access token', { idToken: { header: { typ: 'at+jwt' } } }],
  ['a token of another type: logout token', { idToken: { header: { typ: 'logout+jwt' } } }],
];

const userInfo: Case[] = [
  ...answers.map(([title, userinfo_endpoint, code]): Case => [
    title,
    { answers: { userinfo_endpoint } },
    code,
  ]),
  ['a redirect to itself', { answers: { userinfo_endpoint: circle } }],
  ['oidcc-client-test-userinfo-invalid-sub: another user', { userInfo: { sub: 'mallory' } }],
  ['no user', { userInfo: { sub: undefined } }],
  ['an empty user', { userInfo: { sub: '' } }],
  ['a claim of another type', { userInfo: { email: ['anna@example.com'] } }],
];

const keySets: Case[] = [
  ...answers.map(([title, jwks_uri, code]): Case => [title, { answers: { jwks_uri } }, code]),
  ['a redirect to itself', { answers: { jwks_uri: circle } }, unreachable],
  ['no key', { answers: { jwks_uri: json({ keys: [] }) } }],
  ['keys that are none', { answers: { jwks_uri: json({ keys: [null, 'rubbish', {}] }) } }],
  [
    'a shared secret',
    {
      answers: {
        jwks_uri: json({ keys: [{ kty: 'oct', kid: 'shared', k: 'c2VjcmV0', alg: 'HS256' }] }),
      },
      idToken: { signer: () => ({ ...hmac('secret'), kid: 'shared' }) },
    },
  ],
];

const moments: [title: string, cases: Case[], ask: (anna: Visitor) => Promise<Response>][] = [
  ['at a sign-in, the token endpoint answers', fromTokenEndpoint, (anna) => anna.signIn('mallory')],
  ['at a refresh, the token endpoint answers', fromTokenEndpoint, (anna) => anna.refresh()],
  ['at a refresh, the ID token is', refreshedIdTokens, (anna) => anna.refresh()],
  ['the userinfo endpoint answers', userInfo, (anna) => anna.get('/profile')],
];

for (const [title, cases, ask] of moments) {
  for (const [what, faults, code] of cases) {
    test(`${title}: ${what}`, async ({ provider, anna }) => {
      provider.faults = faults;
      const before = provider.received.length;
      await expectRefusal(anna, await ask(anna), code);
      // No redirect is followed. A request is sent twice only after a temporary error, and never with a code.
      const asked = provider.received
        .slice(before)
        .filter(({ body }) => code !== unreachable || body.has('code'))
        .map(({ endpoint }) => endpoint);
      expect(new Set(asked).size, asked.join()).toBe(asked.length);
      provider.faults = {};
      await expectRefreshed(anna);
    });
  }
}

for (const [what, faults, code] of oversized) {
  test(`what does not fit into cookies ends in words, and the session stays: ${what}`, async ({
    provider,
    anna,
  }) => {
    provider.faults = faults;
    await expectRefusal(anna, await anna.signIn('mallory'), code);
    await expectRefusal(anna, await anna.refresh(), code);
  });
}

test('an access token that does not fit the cookies is kept by the store, and so is all else that came with it', async ({
  provider,
  anna,
}) => {
  provider.faults = { tokens: { access_token: randomText(5000), refresh_token: 'rotated' } };
  const answer = await anna.refresh();
  expect(answer.headers.get('location')).toMatch(/\/profile$/);
  expect(await anna.user()).toBe('anna');
  await anna.refresh(inventoryApi);
  const { body } = provider.receivedAt('token_endpoint').at(-1) ?? {};
  expect(body?.get('refresh_token')).toBe('rotated');
});

test('a claim that does not fit the cookies at sign-in is kept by the store', async ({
  provider,
  anna,
}) => {
  provider.faults = { idToken: { claims: { name: randomText(5000) } } };
  await anna.signIn('anna');
  expect(await anna.claims()).toMatchObject({
    sub: 'anna',
    name: expect.stringMatching(/../),
  });
  provider.faults = { idToken: { claims: { name: 'Anna' } } };
  await expectRefreshed(anna);
  expect(await anna.claims()).toHaveProperty('name', 'Anna');
});

test('a claim that does not fit any more at a refresh is kept by the store', async ({
  provider,
  anna,
}) => {
  const name = randomText(9000);
  provider.faults = { idToken: { claims: { name, locale: 'de' } } };
  await expectRefreshed(anna);
  expect(await anna.claims()).toMatchObject({ sub: 'anna', locale: 'de', name });
});

for (const [what, faults, code] of keySets) {
  test(`when Logto has a new key, the key set is: ${what}`, async ({ provider, anna }) => {
    provider.rotate();
    provider.faults = faults;
    await expectRefusal(anna, await anna.signIn('mallory'), code);
    await expectRefusal(anna, await anna.refresh(), code);
    provider.faults = {};
    await expectRefreshed(anna);
  });
}

const blips: [title: string, endpoint: 'token_endpoint' | 'userinfo_endpoint', path: string][] = [
  ['a refresh', 'token_endpoint', tokensPath(ordersApi)],
  ['userinfo', 'userinfo_endpoint', '/profile'],
];

for (const [what, endpoint, path] of blips) {
  test(`a blip of Logto costs nobody a click: ${what}`, async ({ provider, app }) => {
    for (const blip of [overloaded, down]) {
      const visitor = new Visitor(app);
      await visitor.signIn();
      let left = 1;
      const listener: typeof down = (...exchange) => {
        blip(...exchange);
        if (--left === 0) provider.faults = {};
      };
      provider.faults = { answers: { [endpoint]: listener } };
      const page = await visitor.client.visit(app.baseUrl + path);
      expect([page.url, page.status]).toEqual([app.baseUrl + path, 200]);
      expect(left).toBe(0);
    }
  });
}

test('endpoints that never answer cost five seconds, and no session', async ({
  provider,
  anna,
}) => {
  provider.faults = { answers: { token_endpoint: silent, userinfo_endpoint: unfinished } };
  const visits = [anna.signIn('mallory'), anna.refresh(), anna.get('/profile')];
  for (const answer of await Promise.all(visits)) await expectRefusal(anna, answer, unreachable);
  provider.faults = {};
  await expectRefreshed(anna);
});

test('a key set that never ends costs five seconds, and no session', async ({ provider, anna }) => {
  provider.rotate();
  provider.faults = { answers: { jwks_uri: unfinished } };
  await expectRefusal(anna, await anna.refresh(), unreachable);
  provider.faults = {};
  await expectRefreshed(anna);
});

for (const endpoint of ['token_endpoint', 'userinfo_endpoint', 'jwks_uri'] as const) {
  test(`of 64 MB from the ${endpoint}, nobody reads more than a few`, async ({
    provider,
    anna,
  }) => {
    const { listener, sent } = flood();
    if (endpoint === 'jwks_uri') provider.rotate();
    provider.faults = { answers: { [endpoint]: listener } };
    const isUserInfo = endpoint === 'userinfo_endpoint';
    await expectRefusal(anna, await (isUserInfo ? anna.get('/profile') : anna.refresh()));
    expect(sent()).toBeLessThan(16 * 1024 * 1024);
    provider.faults = {};
    await expectRefreshed(anna);
  });
}

test('oidcc-client-test-refresh-token: the refresh token is spent for a token, and an ID token', async ({
  provider,
  anna,
}) => {
  provider.faults = { idToken: { claims: { name: 'Anna' } } };
  await expectRefreshed(anna);
  const { body } = provider.receivedAt('token_endpoint').at(-1) ?? {};
  expect(body?.get('grant_type')).toBe('refresh_token');
  const me: unknown = await (await anna.get('/api/me')).json();
  expect(me).toMatchObject({ user: { sub: 'anna', name: 'Anna' } });
});

const accepted: [title: string, tokens: Members][] = [
  ['a token type in small letters', { token_type: 'bearer' }],
  ['a lifetime that is a string', { expires_in: '3600' }],
  ['no lifetime', { expires_in: undefined }],
  ['a lifetime of more than a man’s', { expires_in: 1e12 }],
  ['members nobody knows', { 'not-before-policy': 0, session_state: {} }],
];

for (const [what, tokens] of accepted) {
  test(`signed in by an answer with ${what}`, async ({ provider, app }) => {
    provider.faults = { tokens };
    const visitor = new Visitor(app);
    await visitor.signIn('ben');
    expect(await visitor.user()).toBe('ben');
    await expectRefreshed(visitor);
  });
}

const lifetimes: [title: string, exp: number][] = [
  ['ten years', now() + 3650 * 24 * hour],
  ['for ever', 1e300],
  ['an hour and a half second', now() + hour + 0.5],
];

for (const [what, exp] of lifetimes) {
  test(`without a refresh token, and with an ID token that lasts ${what}, a session ends in time`, async ({
    provider,
    app,
  }) => {
    provider.faults = { tokens: { refresh_token: undefined }, idToken: { claims: { exp } } };
    const visitor = new Visitor(app);
    const answer = await visitor.signIn('ben');
    expect(await visitor.user()).toBe('ben');
    const seconds = answer.headers
      .getSetCookie()
      .filter((cookie) => /^logto-session-\d+=/.test(cookie))
      .map((cookie) => Number(/max-age=([^;]+)/i.exec(cookie)?.[1]));
    expect(seconds).toEqual([expect.any(Number)]);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(30 * 24 * 60 * 60);
  });
}

async function expectRefreshed(visitor: Visitor): Promise<void> {
  const answer = await visitor.refresh();
  expect(answer.headers.get('location')).toBe(`${visitor.app.baseUrl}/profile`);
}
