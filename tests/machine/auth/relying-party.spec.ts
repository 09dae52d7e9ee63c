import {
  client,
  expect,
  expectRefusal,
  otherKey,
  test,
  unusualClient,
} from '../support/hostile-fixtures';
import { badSignatures, now, type Forgery } from '../support/hostile-issuer';
import { endpointsBelow, startHostileProvider } from '../support/hostile-provider';
import { damaged, hmac, unsigned } from '../support/hostile-signing';
import { Visitor } from '../support/hostile-visitor';

/**
 * The modules of the OpenID Foundation's relying-party plans for the code flow, by their names, and
 * further cases of the same kind. Those of discovery (`oidcc-client-test-discovery-issuer-mismatch`)
 * are in `provider-failures.spec.ts`, those of refreshes and of userinfo in `provider-answers.spec.ts`.
 *
 * @see https://openid.net/certification/connect_rp_testing/
 */

const hour = 3600;
const anotherApp = 'another-app';

const refused: [title: string, forgery: Forgery][] = [
  ['oidcc-client-test-invalid-iss: another issuer', { claims: { iss: 'https://evil.test/oidc' } }],
  ['oidcc-client-test-missing-iss: no issuer', { claims: { iss: undefined } }],
  ['oidcc-client-test-missing-sub: no subject', { claims: { sub: undefined } }],
  ['an empty subject', { claims: { sub: '' } }],
  ['a subject that is a number', { claims: { sub: 42 } }],
  ['oidcc-client-test-invalid-aud: for another app', { claims: { aud: anotherApp } }],
  ['oidcc-client-test-missing-aud: for nobody', { claims: { aud: undefined } }],
  ['for an empty list of apps', { claims: { aud: [] } }],
  ['for several apps, and none is the authorized party', { claims: { aud: [client.id, 'x'] } }],
  ['another app is the authorized party', { claims: { azp: anotherApp } }],
  [
    'for several apps, and another is the authorized party',
    { claims: { aud: [client.id, anotherApp], azp: anotherApp } },
  ],
  ['oidcc-client-test-missing-iat: no time of issue', { claims: { iat: undefined } }],
  ['issued in an hour', { claims: { iat: now() + hour, exp: now() + 2 * hour } }],
  ['a time of issue that is a string', { claims: { iat: String(now()) } }],
  ['expired an hour ago', { claims: { iat: now() - 2 * hour, exp: now() - hour } }],
  ['no expiry', { claims: { exp: undefined } }],
  ['an expiry that is a string', { claims: { exp: String(now() + hour) } }],
  ['valid in an hour', { claims: { nbf: now() + hour } }],
  ['oidcc-client-test-nonce-invalid: another nonce', { claims: { nonce: 'another' } }],
  ['no nonce', { claims: { nonce: undefined } }],
  ['oidcc-client-test-idtoken-sig-none: not signed', { signer: () => unsigned }],
  ['oidcc-client-test-invalid-sig-es256, here ES384: damaged', { signer: damaged }],
  [
    'oidcc-client-test-invalid-sig-hs256: by the client secret',
    { signer: () => hmac(client.secret) },
  ],
  ...badSignatures,
  ['a token of another type: access token', { header: { typ: 'at+jwt' } }],
  ['a token of another type: logout token', { header: { typ: 'logout+jwt' } }],
];

const accepted: [title: string, forgery: Forgery][] = [
  ['oidcc-client-test: as Logto issues it', {}],
  [
    'oidcc-client-test-kid-absent-single-jwks: no key is named, and there is one',
    { header: { kid: undefined } },
  ],
  ['of the type JWT', { header: { typ: 'JWT' } }],
  ['for a list of apps that is just this one', { claims: { aud: [client.id] } }],
  [
    'for several apps, and this one is the authorized party',
    { claims: { aud: [client.id, anotherApp], azp: client.id } },
  ],
];

/** For a provider with two RSA keys, whose metadata allows RS256, HS256 and `none`. */
const refusedByUnusual: [title: string, forgery: Forgery][] = [
  [
    'oidcc-client-test-kid-absent-multiple-jwks: no key is named, and there are two',
    { header: { kid: undefined } },
  ],
  ['oidcc-client-test-invalid-sig-rs256: damaged', { signer: damaged }],
  [
    'oidcc-client-test-invalid-sig-hs256: though the metadata has HS256',
    { signer: () => hmac(unusualClient.secret) },
  ],
  ['oidcc-client-test-idtoken-sig-none: though the metadata has none', { signer: () => unsigned }],
  ['signed with an algorithm that is not in the metadata', { signer: () => otherKey }],
];

async function expectSignedIn(visitor: Visitor): Promise<void> {
  const answer = await visitor.signIn('ben');
  expect(answer.headers.get('location')).toBe(`${visitor.app.baseUrl}/profile`);
  expect(await visitor.user()).toBe('ben');
}

test.describe('an ID token is refused', () => {
  for (const [title, idToken] of refused) {
    test(title, async ({ provider, anna }) => {
      provider.faults = { idToken };
      await expectRefusal(anna, await anna.signIn('mallory'));
    });
  }
});

test('an ID token is refused whose header says where the keys are, and nobody looks there', async ({
  provider,
  anna,
}) => {
  const attacker = await startHostileProvider(client);
  const address = `${attacker.issuer}/jwks`;
  const header = { jku: address, x5u: address };
  provider.faults = { idToken: { header, signer: () => attacker.signer } };
  await expectRefusal(anna, await anna.signIn('mallory'));
  expect(attacker.received).toEqual([]);
  await attacker.stop();
});

test.describe('an ID token is accepted', () => {
  for (const [title, idToken] of accepted) {
    test(title, async ({ provider, app }) => {
      provider.faults = { idToken };
      await expectSignedIn(new Visitor(app));
    });
  }
});

test('oidcc-client-test-signing-key-rotation: Logto has a new key since the last sign-in', async ({
  provider,
  app,
  anna,
}) => {
  provider.rotate();
  await expectSignedIn(anna);
  await expectSignedIn(new Visitor(app));
});

test('oidcc-client-test-signing-key-rotation-just-before-signing: Logto gets a new key between the app’s look and the answer', async ({
  provider,
  app,
}) => {
  for (let count = 0; count < 3; count++) {
    provider.faults = { idToken: { signer: () => provider.rotate() } };
    await expectSignedIn(new Visitor(app));
  }
});

test.describe('a provider with RSA keys, at other addresses', () => {
  test.beforeEach(({ unusual }) => {
    unusual.provider.faults = {};
  });

  test('oidcc-client-test-idtoken-sig-rs256: it signs with RS256', async ({ unusual }) => {
    expect(unusual.provider.signer.alg).toBe('RS256');
    await expectSignedIn(new Visitor(unusual.app));
  });

  test('oidcc-client-test-discovery-openid-config, -discovery-jwks-uri-keys: it is asked where its metadata says', async ({
    unusual: { provider, app },
  }) => {
    await expectSignedIn(new Visitor(app));
    expect(provider.receivedAt('authorization_endpoint')).not.toEqual([]);
    expect(provider.receivedAt('token_endpoint')).not.toEqual([]);
    expect(provider.receivedAt('jwks_uri')).not.toEqual([]);
    for (const endpoint of Object.values(endpointsBelow(provider.issuer))) {
      expect((await fetch(endpoint)).status).toBe(404);
    }
  });

  test('oidcc-client-test-client-secret-basic: the id and the secret may have any characters', async ({
    unusual: { provider, app },
  }) => {
    await expectSignedIn(new Visitor(app));
    const { authorization = '', body } = provider.receivedAt('token_endpoint').at(-1) ?? {};
    expect(Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()).toBe(
      'an+app%3A+%C3%A9%2B%25%26%3D:se%3Acr%2Bet+%252B+%26+%C3%BC%3D%E2%82%AC',
    );
    expect(body?.has('client_secret')).toBe(false);
  });

  for (const [title, idToken] of refusedByUnusual) {
    test(title, async ({ unusual: { provider, app } }) => {
      const anna = new Visitor(app);
      await anna.signIn();
      provider.faults = { idToken };
      await expectRefusal(anna, await anna.signIn('mallory'));
    });
  }
});

test('oidcc-client-test-scope-userinfo-claims: the scopes reach the provider, the claims the app', async ({
  provider,
  anna,
}) => {
  const { query } = provider.receivedAt('authorization_endpoint').at(-1) ?? {};
  const scopes = query?.get('scope')?.split(' ');
  expect(scopes).toEqual(expect.arrayContaining(['openid', 'profile', 'email', 'phone']));
  provider.faults = { userInfo: { email: 'anna@example.com', phone_number: null } };
  expect(await (await anna.get('/api/userinfo')).json()).toEqual({
    user: expect.objectContaining({ sub: 'anna', email: 'anna@example.com', phone_number: null }),
  });
});

test('oidcc-client-test-rp-init-logout: the provider gets the client’s id, and sends the browser home', async ({
  provider,
  app,
  anna,
}) => {
  const headers = { origin: app.baseUrl };
  const home = await anna.client.visit(`${app.baseUrl}/api/logto/sign-out`, {
    method: 'POST',
    headers,
  });
  expect(home.url).toBe(`${app.baseUrl}/`);
  const { query } = provider.receivedAt('end_session_endpoint').at(-1) ?? {};
  expect(query?.get('client_id')).toBe('test-app');
  expect(query?.get('post_logout_redirect_uri')).toBe(`${app.baseUrl}/`);
  expect(provider.receivedAt('revocation_endpoint').at(-1)?.body.get('token')).toBeTruthy();
  expect(await anna.user()).toBeUndefined();
});
