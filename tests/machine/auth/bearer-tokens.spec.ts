import { expect, test } from '../support/hostile-fixtures';
import { badSignatures, now, type Forgery } from '../support/hostile-issuer';
import { damaged, unsigned } from '../support/hostile-signing';
import { bearerPath } from '../support/tests-pages';

/** Access tokens that are sent to `tests/machine/pages/api/tests/bearer/`. See also `tokens.spec.ts`. */

const hour = 3600;

const refused: [title: string, forgery: Forgery][] = [
  ['damaged', { signer: damaged }],
  ['not signed', { signer: () => unsigned }],
  [
    'not signed, with our key named',
    { signer: ({ kid }) => ({ ...unsigned, ...(kid && { kid }) }) },
  ],
  ...badSignatures,
  ['of no type', { header: { typ: undefined } }],
  ['of the type JWT, as an ID token', { header: { typ: 'JWT' } }],
  ['of the type of logout tokens', { header: { typ: 'logout+jwt' } }],
  ['from another issuer', { claims: { iss: 'https://evil.test/oidc' } }],
  ['from nobody', { claims: { iss: undefined } }],
  ['for another API', { claims: { aud: 'https://inventory.example.com' } }],
  ['for this app, not its API', { claims: { aud: 'test-app' } }],
  ['for nobody', { claims: { aud: undefined } }],
  ['expired an hour ago', { claims: { iat: now() - 2 * hour, exp: now() - hour } }],
  ['without expiry', { claims: { exp: undefined } }],
  ['with an expiry that is a string', { claims: { exp: String(now() + hour) } }],
  ['valid in an hour', { claims: { nbf: now() + hour } }],
  ['issued in an hour', { claims: { iat: now() + hour, exp: now() + 2 * hour } }],
  ['without a time of issue', { claims: { iat: undefined } }],
  ['about nobody', { claims: { sub: undefined } }],
  ['about a number', { claims: { sub: 42 } }],
  ['with a list of scopes', { claims: { scope: ['read:orders'] } }],
];

const accepted: [title: string, forgery: Forgery][] = [
  ['as Logto issues it', {}],
  ['for several APIs', { claims: { aud: ['https://api.example.com', 'https://x.example.com'] } }],
  ['with further scopes', { claims: { scope: 'write:orders read:orders' } }],
  ['with the full name of its type', { header: { typ: 'application/at+jwt' } }],
];

const unscoped: [title: string, scope: string | undefined][] = [
  ['no scope', undefined],
  ['an empty scope', ''],
  ['another scope', 'write:orders'],
  ['a scope that begins like it', 'read:orders:own'],
];

const show = (baseUrl: string, ...authorization: string[]) =>
  fetch(baseUrl + bearerPath, {
    headers: authorization.map((value): [string, string] => ['authorization', value]),
  });

for (const [what, forgery] of refused) {
  test(`a Bearer token is refused: ${what}`, async ({ provider, app }) => {
    const answer = await show(app.baseUrl, `Bearer ${provider.accessToken(forgery)}`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(await answer.json()).toEqual({ error: 'invalid_token' });
  });
}

for (const [what, forgery] of accepted) {
  test(`a Bearer token is accepted: ${what}`, async ({ provider, app }) => {
    const answer = await show(app.baseUrl, `bearer ${provider.accessToken(forgery)}`);
    expect(answer.status).toBe(200);
  });
}

for (const [what, scope] of unscoped) {
  test(`a Bearer token does not suffice: ${what}`, async ({ provider, app }) => {
    const answer = await show(app.baseUrl, `Bearer ${provider.accessToken({ claims: { scope } })}`);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="read:orders"',
    );
  });
}

test('what is no Bearer token is asked for one, without an error (RFC 6750, 3.1)', async ({
  provider,
  app,
  anna,
}) => {
  const token = provider.accessToken();
  const inQuery = await fetch(`${app.baseUrl}${bearerPath}?access_token=${token}`);
  const twice = await show(app.baseUrl, `Bearer ${token}`, `Bearer ${token}`);
  const basic = await show(app.baseUrl, `Basic ${token}`);
  const bySession = await anna.get(bearerPath);
  for (const answer of [inQuery, twice, basic, bySession]) {
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(await answer.json()).toEqual({ error: 'not_authenticated' });
  }
});

test('a token signed by a key of a moment ago is refused once Logto has withdrawn it', async ({
  provider,
  app,
  anna,
}) => {
  const before = provider.accessToken();
  expect((await show(app.baseUrl, `Bearer ${before}`)).status).toBe(200);
  provider.rotate();
  await anna.signIn();
  expect((await show(app.baseUrl, `Bearer ${before}`)).status).toBe(401);
  expect((await show(app.baseUrl, `Bearer ${provider.accessToken()}`)).status).toBe(200);
});
