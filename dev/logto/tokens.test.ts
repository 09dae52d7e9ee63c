import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { organizationsScope } from './claims';
import { organizationsResource } from './permissions';
import { createDemoAccounts } from './seed';
import type { LocalLogto } from './server';
import {
  app,
  Browser,
  decode,
  exchange,
  parseTokens,
  post,
  refresh,
  signIn,
  start,
  userinfo,
} from './test-client';

const orders = 'https://api.example.com';
const acme = 'k3v9x0q7m2ab';
const globex = 'p8w1z5n4t6cd';
const invalidGrant = {
  status: 400,
  body: {
    code: 'oidc.invalid_grant',
    error: 'invalid_grant',
    error_description: 'grant request is invalid',
  },
};

let logto: LocalLogto;

beforeEach(async () => {
  logto = await start();
});

afterEach(async () => {
  vi.useRealTimers();
  await logto.close();
});

function signInAs(username: string, overrides?: Record<string, string>) {
  return signIn(new Browser(logto), username, overrides);
}

async function accessToken(refreshToken: string, parameters: Record<string, string>) {
  const response = await refresh(logto, refreshToken, parameters);
  return decode(parseTokens(response.body).access_token);
}

describe('claims', () => {
  const envelope = {
    iss: expect.any(String) as string,
    aud: app.id,
    iat: expect.any(Number) as number,
    exp: expect.any(Number) as number,
    nonce: 'the-nonce',
    sid: expect.any(String) as string,
  };
  const alice = {
    sub: 'a1l2i3c4e5x6',
    name: 'Alice Example',
    given_name: 'Alice',
    family_name: 'Example',
    locale: 'en-GB',
    username: 'alice',
    created_at: 1768469400123,
    updated_at: 1768555800579,
    email: 'alice@example.com',
    email_verified: true,
    phone_number: '14155550100',
    phone_number_verified: true,
    roles: createDemoAccounts('').named('alice').roles,
    organizations: [acme, globex],
    organization_roles: [`${acme}:admin`, `${acme}:member`, `${globex}:member`],
  };
  const bob = {
    sub: 'b1o2b3m4i5n6',
    name: null,
    picture: null,
    username: 'bob',
    created_at: 1768469400123,
    updated_at: 1768469400123,
    email: null,
    email_verified: false,
    phone_number: null,
    phone_number_verified: false,
    roles: [],
    organizations: [],
    organization_roles: [],
  };

  test('the ID token of an account with everything', async () => {
    const { idToken } = await signInAs('alice');
    const picture = `${logto.endpoint}/avatar/alice.svg`;
    expect(decode(idToken).claims).toEqual({ ...envelope, ...alice, picture });
  });

  test('the ID token of an account with almost nothing: null where Logto says null, else absent', async () => {
    const { idToken } = await signInAs('bob');
    expect(decode(idToken).claims).toEqual({ ...envelope, ...bob });
  });

  test('userinfo adds what the ID token leaves out', async () => {
    const everything = await signInAs('alice');
    expect((await userinfo(logto, everything.accessToken)).body).toEqual({
      ...alice,
      picture: `${logto.endpoint}/avatar/alice.svg`,
      custom_data: { plan: 'pro', seats: 5 },
      identities: { github: { userId: '583231', details: expect.any(Object) as object } },
      sso_identities: [
        { issuer: 'https://acme.sso.example.com', identityId: 'alice', detail: { team: 'Sales' } },
      ],
      organization_data: [
        { id: acme, name: 'Acme Inc.', description: 'Makes everything' },
        { id: globex, name: 'Globex', description: null },
      ],
    });
    const nothing = await signInAs('bob');
    expect((await userinfo(logto, nothing.accessToken)).body).toEqual({
      ...bob,
      custom_data: {},
      identities: {},
      sso_identities: [],
      organization_data: [],
    });
  });

  test('the ID token is signed with the published key and its header has no typ', async () => {
    const { idToken } = await signInAs('alice');
    const keys = createRemoteJWKSet(new URL(`${logto.endpoint}/oidc/jwks`));
    const { protectedHeader } = await jwtVerify(idToken, keys, {
      issuer: `${logto.endpoint}/oidc`,
      audience: app.id,
    });
    expect(protectedHeader).toEqual({ alg: 'ES384', kid: expect.any(String) as string });
  });

  test('auth_time comes with max_age only', async () => {
    const { idToken } = await signInAs('alice', { max_age: '3600' });
    expect(decode(idToken).claims).toHaveProperty('auth_time');
  });

  test('sid comes with sessionRequired only', async () => {
    logto.settings.sessionRequired = false;
    const { idToken } = await signInAs('alice');
    expect(decode(idToken).claims).not.toHaveProperty('sid');
  });

  test('a scope that was not requested releases nothing', async () => {
    const { idToken } = await signInAs('alice', { scope: 'openid roles' });
    const { roles, sub } = alice;
    expect(decode(idToken).claims).toEqual({ ...envelope, sub, roles });
  });
});

describe('the token endpoint', () => {
  test('offline_access needs prompt=consent', async () => {
    expect((await signInAs('alice', { prompt: 'login' })).refreshToken).toBe('');
    expect((await signInAs('alice', { prompt: 'login consent' })).refreshToken).not.toBe('');
  });

  test('a wrong secret is invalid_client', async () => {
    const response = await post(logto, { grant_type: 'refresh_token' }, { secret: 'wrong' });
    expect(response).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  test('the secret may come in the body', async () => {
    const response = await fetch(`${logto.endpoint}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: app.id,
        client_secret: app.secret,
        grant_type: 'refresh_token',
        refresh_token: 'bogus',
      }),
    });
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
  });

  test('a bogus code is invalid_grant', async () => {
    const callback = new URL(`${app.baseUrl}/api/logto/callback?code=bogus`);
    expect(await exchange(logto, callback, 'v'.repeat(43))).toEqual(invalidGrant);
  });

  test('a replayed code revokes the whole grant', async () => {
    const { callback, codeVerifier, refreshToken, accessToken } = await signInAs('alice');
    expect(await exchange(logto, callback, codeVerifier)).toEqual(invalidGrant);
    expect(await refresh(logto, refreshToken)).toEqual(invalidGrant);
    expect((await userinfo(logto, accessToken)).status).toBe(401);
  });

  test('a revoked refresh token is dead', async () => {
    const { refreshToken } = await signInAs('alice');
    const response = await post(logto, { token: refreshToken }, { path: '/token/revocation' });
    expect(response.status).toBe(200);
    expect(await refresh(logto, refreshToken)).toEqual(invalidGrant);
  });

  test('lifetimes are settings', async () => {
    logto.settings.lifetimes = {
      accessToken: 11,
      resourceToken: 12,
      organizationToken: 13,
      idToken: 14,
      refreshToken: 15,
    };
    const { refreshToken } = await signInAs('alice');
    const lifetimes = [{}, { resource: orders }, { organization_id: acme }].map(
      async (parameters) => {
        const { body } = await refresh(logto, refreshToken, parameters);
        return parseTokens(body).expires_in;
      },
    );
    expect(await Promise.all(lifetimes)).toEqual([11, 12, 13]);
  });
});

describe('resource tokens', () => {
  test('carry the permissions that the roles give', async () => {
    const { refreshToken } = await signInAs('alice');
    expect(await accessToken(refreshToken, { resource: orders })).toEqual({
      header: { alg: 'ES384', typ: 'at+jwt', kid: expect.any(String) as string },
      claims: {
        jti: expect.any(String) as string,
        sub: 'a1l2i3c4e5x6',
        iat: expect.any(Number) as number,
        exp: expect.any(Number) as number,
        scope: 'read:orders write:orders',
        client_id: app.id,
        iss: `${logto.endpoint}/oidc`,
        aud: orders,
      },
    });
  });

  test('carry no permission without a role', async () => {
    const { refreshToken } = await signInAs('bob');
    expect((await accessToken(refreshToken, { resource: orders })).claims).not.toHaveProperty(
      'scope',
    );
  });

  test('lose a permission together with the role', async () => {
    const { refreshToken } = await signInAs('alice');
    logto.accounts.named('alice').roles = ['viewer'];
    const { claims } = await accessToken(refreshToken, { resource: orders });
    expect(claims.scope).toBe('read:orders');
  });

  test('must have been requested at sign-in', async () => {
    const { refreshToken } = await signInAs('alice');
    const response = await refresh(logto, refreshToken, { resource: 'https://other.example.com' });
    expect(response).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
  });

  test('are refused by userinfo', async () => {
    const { refreshToken } = await signInAs('alice');
    const response = await refresh(logto, refreshToken, { resource: orders });
    const { access_token } = parseTokens(response.body);
    expect((await userinfo(logto, access_token)).status).toBe(401);
  });
});

describe('what an application asks for besides', () => {
  const invoices = 'https://invoices.example.com';

  beforeEach(async () => {
    await logto.close();
    const requested = { resources: [invoices, orders], scopes: ['read:invoices', 'email'] };
    logto = await start({ requested });
  });

  const signedInAs = (username: string) =>
    signIn(
      new Browser(logto),
      username,
      { scope: `openid offline_access ${organizationsScope} read:invoices read:orders` },
      [invoices, orders, organizationsResource],
    );
  const scopeOf = async (refreshToken: string, parameters: Record<string, string>) =>
    (await accessToken(refreshToken, parameters)).claims['scope'];

  test('is an API resource with these permissions, which the role admin has', async () => {
    const { refreshToken } = await signedInAs('alice');
    expect(await scopeOf(refreshToken, { resource: invoices })).toBe('read:invoices');
    expect(await scopeOf(refreshToken, { resource: orders })).toBe('read:invoices read:orders');
    const stranger = await signedInAs('bob');
    expect(await scopeOf(stranger.refreshToken, { resource: invoices })).toBeUndefined();
  });

  test('is a permission in organizations, too, for whoever is an admin there', async () => {
    const { refreshToken } = await signedInAs('alice');
    expect(await scopeOf(refreshToken, { organization_id: acme })).toBe('read:invoices');
    expect(await scopeOf(refreshToken, { organization_id: globex })).toBeUndefined();
    const parameters = { organization_id: acme, resource: invoices };
    expect(await scopeOf(refreshToken, parameters)).toBe('read:invoices');
  });
});

describe('organization tokens', () => {
  test('carry the permissions held in that organization', async () => {
    const { refreshToken } = await signInAs('alice');
    const inAcme = await accessToken(refreshToken, { organization_id: acme });
    expect(inAcme.header.typ).toBe('at+jwt');
    expect(inAcme.claims).toMatchObject({
      aud: `urn:logto:organization:${acme}`,
      scope:
        'invite:member read:billing write:billing read:member manage:member delete:organization',
    });
    const inGlobex = await accessToken(refreshToken, { organization_id: globex });
    expect(inGlobex.claims.scope).toBe('read:billing read:member');
  });

  test('with a resource are resource tokens that name the organization', async () => {
    const { refreshToken } = await signInAs('alice');
    const { claims } = await accessToken(refreshToken, {
      organization_id: globex,
      resource: orders,
    });
    expect(claims).toMatchObject({ aud: orders, organization_id: globex, scope: 'read:orders' });
  });

  test.each([{}, { resource: orders }])('are for members only %o', async (parameters) => {
    const { refreshToken } = await signInAs('bob');
    for (const organization_id of [acme, 'unknown']) {
      const response = await refresh(logto, refreshToken, { organization_id, ...parameters });
      expect(response).toMatchObject({ status: 403, body: { error: 'access_denied' } });
    }
  });

  test('need the scope for organizations', async () => {
    const { refreshToken } = await signInAs('alice', {
      scope: 'openid offline_access read:orders',
    });
    const response = await refresh(logto, refreshToken, { organization_id: acme });
    expect(response).toMatchObject({ status: 403, body: { error: 'insufficient_scope' } });
  });
});

describe('refresh tokens', () => {
  test('like Logto: the same one comes back while it is young', async () => {
    const { refreshToken } = await signInAs('alice');
    const { body } = await refresh(logto, refreshToken);
    expect(parseTokens(body).refresh_token).toBe(refreshToken);
    expect(decode(parseTokens(body).id_token).claims.nonce).toBe('the-nonce');
  });

  test('like Logto: replaced once 70 % of the life has passed', async () => {
    const { refreshToken } = await signInAs('alice');
    const days = 24 * 60 * 60 * 1000;
    vi.useFakeTimers({ now: Date.now() + 9.7 * days, toFake: ['Date'] });
    const young = parseTokens((await refresh(logto, refreshToken)).body);
    expect(young.refresh_token).toBe(refreshToken);
    vi.setSystemTime(Date.now() + 0.2 * days);
    const old = parseTokens((await refresh(logto, refreshToken)).body);
    expect(old.refresh_token).not.toBe(refreshToken);
    vi.setSystemTime(Date.now() + 4000);
    expect(await refresh(logto, refreshToken)).toEqual(invalidGrant);
    expect(await refresh(logto, old.refresh_token ?? '')).toEqual(invalidGrant);
  });

  test('rotated ones still work within the grace', async () => {
    logto.settings.rotation = 'always';
    const { refreshToken } = await signInAs('alice');
    const first = parseTokens((await refresh(logto, refreshToken)).body);
    const second = parseTokens((await refresh(logto, refreshToken)).body);
    expect(new Set([refreshToken, first.refresh_token, second.refresh_token]).size).toBe(3);
  });

  test('reuse after the grace revokes the grant, the newest token included', async () => {
    Object.assign(logto.settings, { rotation: 'always', refreshTokenGrace: 0 });
    const { refreshToken } = await signInAs('alice');
    const rotated = parseTokens((await refresh(logto, refreshToken)).body);
    expect(await refresh(logto, refreshToken)).toEqual(invalidGrant);
    expect(await refresh(logto, rotated.refresh_token ?? '')).toEqual(invalidGrant);
    expect((await userinfo(logto, rotated.access_token)).status).toBe(401);
  });

  test('stop working when the account is suspended, and so does userinfo', async () => {
    const { refreshToken, accessToken } = await signInAs('alice');
    logto.accounts.named('alice').suspended = true;
    expect(await refresh(logto, refreshToken)).toEqual(invalidGrant);
    expect(await refresh(logto, refreshToken, { organization_id: acme })).toEqual(invalidGrant);
    expect((await userinfo(logto, accessToken)).status).toBe(401);
  });
});
