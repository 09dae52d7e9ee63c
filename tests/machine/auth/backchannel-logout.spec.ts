import type { App } from '../../support/app';
import { client, expect, otherKey, test } from '../support/hostile-fixtures';
import { badSignatures, now, type Forgery } from '../support/hostile-issuer';
import type { HostileProvider } from '../support/hostile-provider';
import { damaged, hmac, unsigned } from '../support/hostile-signing';
import { Visitor } from '../support/hostile-visitor';

/**
 * Requests to `/api/logto/backchannel-logout`, of Logto and of attackers, with the names of the OpenID Foundation's
 * modules.
 *
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation
 */

const plan = 'oidcc-client-test-rp-backchannel-rpinitlogout';
const event = 'http://schemas.openid.net/event/backchannel-logout';
const hour = 3600;

const refused: [title: string, forgery: Forgery][] = [
  [`${plan}-alg-none: not signed`, { signer: () => unsigned }],
  ['damaged', { signer: damaged }],
  ['signed with the client secret', { signer: () => hmac(client.secret) }],
  ...badSignatures,
  ['of no type', { header: { typ: undefined } }],
  ['of the type JWT', { header: { typ: 'JWT' } }],
  ['of the type of access tokens', { header: { typ: 'at+jwt' } }],
  [`${plan}-wrong-iss: of another issuer`, { claims: { iss: 'https://evil.test/oidc' } }],
  ['of no issuer', { claims: { iss: undefined } }],
  [`${plan}-wrong-aud: for another app`, { claims: { aud: 'another-app' } }],
  ['for this app and another', { claims: { aud: [client.id, 'another-app'] } }],
  ['for nobody', { claims: { aud: undefined } }],
  ['without a time of issue', { claims: { iat: undefined } }],
  ['issued in an hour', { claims: { iat: now() + hour, exp: now() + 2 * hour } }],
  ['without expiry', { claims: { exp: undefined } }],
  ['expired an hour ago', { claims: { iat: now() - 2 * hour, exp: now() - hour } }],
  ['about neither a user nor a session', { claims: { sub: undefined, sid: undefined } }],
  ['about a user that is a number', { claims: { sub: 42 } }],
  ['about a user without a name', { claims: { sub: '', sid: undefined } }],
  ['about a list of sessions', { claims: { sid: ['a', 'b'] } }],
  [`${plan}-no-event: without events`, { claims: { events: undefined } }],
  ['with events that are a list', { claims: { events: [event] } }],
  ['with events that are a string', { claims: { events: event } }],
  [`${plan}-wrong-event: with another event`, { claims: { events: { 'https://evil.test': {} } } }],
  ['with an event that is null', { claims: { events: { [event]: null } } }],
  ['with an event that is a string', { claims: { events: { [event]: '' } } }],
  ['with an event that is a list', { claims: { events: { [event]: [] } } }],
  [`${plan}-with-nonce: with a nonce`, { claims: { nonce: 'nonce' } }],
  ['with an empty nonce', { claims: { nonce: '' } }],
  ['with a nonce that is null', { claims: { nonce: null } }],
  ['without an id', { claims: { jti: undefined } }],
  ['with an id that is a number', { claims: { jti: 42 } }],
];

const accepted: [title: string, forgery: Forgery][] = [
  [`${plan}: as Logto issues it`, {}],
  ['with the full name of its type', { header: { typ: 'application/logout+jwt' } }],
  ['for a list of apps that is just this one', { claims: { aud: [client.id] } }],
  ['with a further event', { claims: { events: { [event]: {}, 'https://example.com': {} } } }],
];

/** Bodies that contain a good token, but not as the single field of a form. */
const bodies: [title: string, body: (token: string) => BodyInit, type?: string][] = [
  ['nothing', () => ''],
  ['a form without it', () => 'x=y'],
  ['an empty token', () => 'logout_token='],
  ['rubbish', () => 'logout_token=rubbish'],
  ['the token twice', (token) => `logout_token=${token}&logout_token=${token}`],
  ['the token among 64 KB', (token) => `logout_token=${token}&x=${'x'.repeat(65536)}`],
  ['JSON', (token) => JSON.stringify({ logout_token: token }), 'application/json'],
  ['plain text', (token) => `logout_token=${token}`, 'text/plain'],
  ['bytes of no type', (token) => Buffer.from(`logout_token=${token}`), ''],
];

const url = (app: App) => `${app.baseUrl}/api/logto/backchannel-logout`;

const form = 'application/x-www-form-urlencoded';

const post = (app: App, body: BodyInit, type = form) =>
  fetch(url(app), { method: 'POST', body, headers: { 'content-type': type } });

/** Posts a logout token with these claims. */
const logOut = (app: App, provider: HostileProvider, claims: Forgery['claims'] = {}) =>
  post(app, `logout_token=${provider.logoutToken({ claims })}`);

async function expectRefusal(anna: Visitor, answer: Response): Promise<void> {
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ error: 'invalid_request' });
  expect(answer.headers.get('cache-control')).toContain('no-store');
  expect(await anna.user()).toBe('anna');
}

for (const [what, { claims, ...forgery }] of refused) {
  test(`a logout token is refused: ${what}`, async ({ provider, app, anna }) => {
    const about = { sub: 'anna', sid: (await anna.claims())?.sid, ...claims };
    const token = provider.logoutToken({ ...forgery, claims: about });
    await expectRefusal(anna, await post(app, `logout_token=${token}`));
  });
}

for (const [what, { claims, ...forgery }] of accepted) {
  test(`a logout token is accepted: ${what}`, async ({ provider, app, anna }) => {
    const sid = (await anna.claims())?.sid;
    const token = provider.logoutToken({ ...forgery, claims: { sid, ...claims } });
    const answer = await post(app, `logout_token=${token}`);
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(await anna.user()).toBeUndefined();
  });
}

for (const [what, body, type] of bodies) {
  test(`a request is refused that brings ${what}`, async ({ provider, app, anna }) => {
    const token = provider.logoutToken({ claims: { sid: (await anna.claims())?.sid } });
    await expectRefusal(anna, await post(app, body(token), type));
  });
}

test(`${plan}-wrong-alg: signed by Logto’s key, with an algorithm that its metadata has not`, async ({
  unusual: { provider, app },
}) => {
  const anna = new Visitor(app);
  await anna.signIn();
  const claims = { sub: 'anna' };
  const token = provider.logoutToken({ claims, signer: () => otherKey });
  await expectRefusal(anna, await post(app, `logout_token=${token}`));
});

test('an ID token, shown as a logout token, is refused', async ({ provider, app, anna }) => {
  const { sid = '' } = (await anna.claims()) ?? {};
  const idToken = provider.idToken({ sub: 'anna', sid, nonce: 'nonce' });
  await expectRefusal(anna, await post(app, `logout_token=${idToken}`));
});

test('only POST is answered', async ({ app }) => {
  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']) {
    expect((await fetch(url(app), { method })).status, method).toBe(405);
  }
});

test('a logout token serves once, up to the last moment of its life', async ({
  provider,
  app,
  anna,
}) => {
  for (const life of [hour, -150]) {
    const claims = { sid: 'some session', iat: now() - 200, exp: now() + life };
    const body = `logout_token=${provider.logoutToken({ claims })}`;
    expect((await post(app, body)).status).toBe(200);
    await expectRefusal(anna, await post(app, body));
    await expectRefusal(anna, await post(app, body));
  }
});

test('by session: it ends in every browser that has it, and no other session ends', async ({
  provider,
  app,
  anna,
}) => {
  const copy = new Visitor(app, anna.client.copy());
  const elsewhere = new Visitor(app);
  await elsewhere.signIn('anna');
  const sid = (await anna.claims())?.sid;
  expect((await logOut(app, provider, { sub: 'anna', sid })).status).toBe(200);
  expect(await anna.user()).toBeUndefined();
  expect(await copy.user()).toBeUndefined();
  expect(await elsewhere.user()).toBe('anna');
});

test('by user: all sessions that began before end, no later one, and no other user’s', async ({
  provider,
  app,
  anna,
}) => {
  const before = [new Visitor(app), new Visitor(app)];
  provider.faults = { idToken: { claims: { iat: now() - 30 } } };
  for (const visitor of before) await visitor.signIn('bernd');
  provider.faults = {};
  expect((await logOut(app, provider, { sub: 'bernd', iat: now() - 20 })).status).toBe(200);
  const after = new Visitor(app);
  await after.signIn('bernd');
  for (const visitor of before) expect(await visitor.user()).toBeUndefined();
  expect(await after.user()).toBe('bernd');
  expect(await anna.user()).toBe('anna');
});

test('by session and user, where ours does not know its session: the user decides', async ({
  provider,
  app,
}) => {
  const clara = new Visitor(app);
  provider.faults = { idToken: { claims: { sid: undefined } } };
  await clara.signIn('clara');
  expect((await logOut(app, provider, { sub: 'clara', sid: 'unknown' })).status).toBe(200);
  expect(await clara.user()).toBeUndefined();
});

test('a session that has ended gets no page, and its refresh token is not used', async ({
  provider,
  app,
  anna,
}) => {
  await logOut(app, provider, { sid: (await anna.claims())?.sid });
  const spent = provider.receivedAt('token_endpoint').length;
  const refresh = await anna.refresh();
  expect(refresh.headers.get('location')).toContain(`${app.baseUrl}/api/logto/sign-in?`);
  expect(provider.receivedAt('token_endpoint')).toHaveLength(spent);
  const profile = await anna.get('/profile');
  expect(profile.headers.get('location')).toContain('/api/logto/sign-in?');
});

test('a refreshed session ends, too, whatever its new ID token says', async ({
  provider,
  app,
  anna,
}) => {
  const sid = (await anna.claims())?.sid;
  provider.faults = { idToken: { claims: { sid: 'another', iat: now() + 30 } } };
  await anna.refresh();
  await logOut(app, provider, { sid });
  expect(await anna.user()).toBeUndefined();
});
