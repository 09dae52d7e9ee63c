import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { badSignatures, type Forgery } from '../../tests/machine/support/hostile-issuer';
import type { HostileProvider } from '../../tests/machine/support/hostile-provider';
import {
  signInHere,
  startProviderOfThisProcess,
} from '../../tests/machine/support/hostile-sign-in';
import { damaged, hmac, rsaKey, unsigned } from '../../tests/machine/support/hostile-signing';
import { verifyAccessToken, type AccessTokenRequirement } from '../api-auth';
import { now } from '../clock';
import { codeOf } from '../errors';
import { requestUserInfo } from './client';
import { verifyJwt } from './jwt';
import { verifyLogoutToken } from './logout-token';
import { startSignIn } from './sign-in';

const audience = 'https://api.example.com';
const typ = 'at+jwt';
const hour = 3600;
const otherKey = rsaKey();
let provider: HostileProvider;

beforeAll(async () => {
  provider = await startProviderOfThisProcess();
  // Logto publishes this key, but its metadata doesn't have the algorithm.
  provider.published.push(otherKey);
});
beforeEach(() => {
  provider.faults = {};
});
afterAll(() => provider.stop());

const isValid = (token: string, own: object = {}) =>
  verifyJwt(token, { source: 'request', audience, typ, ...own }).then(
    () => true,
    () => false,
  );

describe('a token', () => {
  test('is valid as Logto issues it', async () => {
    expect(await isValid(provider.accessToken())).toBe(true);
  });

  test.each<[title: string, forgery: Forgery]>([
    ...badSignatures,
    ['not signed', { signer: () => unsigned }],
    ['damaged', { signer: damaged }],
    ['signed with the client secret', { signer: () => hmac(process.env['LOGTO_APP_SECRET']) }],
    ['signed with an algorithm that the metadata has not', { signer: () => otherKey }],
    ['of another issuer', { claims: { iss: 'https://evil.test/oidc' } }],
    ['for another audience', { claims: { aud: 'https://other.example.com' } }],
    ['of another type', { header: { typ: 'JWT' } }],
    ['of no type', { header: { typ: undefined } }],
    ['expired', { claims: { iat: now() - 2 * hour, exp: now() - hour } }],
    ['issued in the future', { claims: { iat: now() + hour, exp: now() + 2 * hour } }],
  ])('is refused: %s', async (_title, forgery) => {
    expect(await isValid(provider.accessToken(forgery))).toBe(false);
  });

  test('of another type is no ID token, which has none', async () => {
    const asIdToken = { typ: undefined };
    const token = (typ: string | undefined) => provider.accessToken({ header: { typ } });
    expect(await isValid(token(undefined), asIdToken)).toBe(true);
    expect(await isValid(token('JWT'), asIdToken)).toBe(true);
    expect(await isValid(token('at+jwt'), asIdToken)).toBe(false);
  });
});

describe('a logout token', () => {
  const event = 'http://schemas.openid.net/event/backchannel-logout';
  const outcome = (claims: object, header: object = {}) =>
    verifyLogoutToken(
      provider.logoutToken({ claims: { sub: 'anna', ...claims }, header: { ...header } }),
    ).then(() => 'valid', codeOf);

  test('is valid as Logto issues it', async () => {
    expect(await outcome({})).toBe('valid');
    expect(await outcome({ sub: undefined, sid: 'session' })).toBe('valid');
    expect(await outcome({ aud: [process.env['LOGTO_APP_ID']] })).toBe('valid');
  });

  test.each<[title: string, claims: object, header?: object]>([
    ['for another app, too', { aud: [process.env['LOGTO_APP_ID'], 'another'] }],
    ['without an id', { jti: undefined }],
    ['with an id that is a number', { jti: 42 }],
    ['about nobody', { sub: undefined }],
    ['about a user that is a number', { sub: 42 }],
    ['about a user without a name', { sub: '' }],
    ['about a list of sessions', { sid: ['a', 'b'] }],
    ['without events', { events: undefined }],
    ['with another event', { events: { 'https://evil.test': {} } }],
    ['with an event that is a string', { events: { [event]: '' } }],
    ['with a nonce', { nonce: 'nonce' }],
    ['of the type of access tokens', {}, { typ: 'at+jwt' }],
    ['of no type', {}, { typ: undefined }],
  ])('is refused: %s', async (_title, claims, header) => {
    expect(await outcome(claims, header)).toBe('invalid_request');
  });
});

describe('a sign-in', () => {
  const outcome = (...parameters: Parameters<typeof signInHere>) =>
    signInHere(...parameters).then(() => 'signed in', codeOf);

  test('is finished with the code’s verifier and the nonce', async () => {
    expect(await outcome()).toBe('signed in');
    provider.faults = { idToken: { claims: { nonce: 'another' } } };
    expect(await outcome()).toBe('invalid_response');
    provider.faults = { idToken: { claims: { nonce: undefined } } };
    expect(await outcome()).toBe('invalid_response');
  });

  test('needs an ID token that was issued to this app, and the right kind of access token', async () => {
    provider.faults = { idToken: { claims: { azp: 'another app' } } };
    expect(await outcome()).toBe('invalid_response');
    provider.faults = { tokens: { token_type: 'DPoP' } };
    expect(await outcome()).toBe('invalid_response');
    provider.faults = { idToken: { claims: { exp: now(), iat: now() } } };
    expect(await outcome()).toBe('invalid_response');
  });

  test('is as recent as was asked for', async () => {
    const signedInAt = (authTime: number | undefined) => {
      provider.faults = { idToken: { claims: { auth_time: authTime } } };
      return outcome({ max_age: '600' });
    };
    expect(await signedInAt(now() - 10)).toBe('signed in');
    expect(await signedInAt(now() - 700)).toBe('step_up_unmet');
    expect(await signedInAt(undefined)).toBe('step_up_unmet');
  });

  test('asks for a level that Logto knows', async () => {
    const starts = (acr_values: string) => startSignIn({ acr_values }).then(() => 'begun', codeOf);
    expect(await starts('urn:logto:acr:mfa')).toBe('begun');
    expect(await starts('made-up urn:logto:acr:mfa')).toBe('begun');
    expect(await starts('made-up')).toBe('acr_unsupported');
  });
});

test('userinfo is about the user who is signed in', async () => {
  const { accessToken } = await signInHere();
  expect(await requestUserInfo(accessToken.value, 'anna')).toMatchObject({ sub: 'anna' });
  provider.faults = { userInfo: { sub: 'mallory' } };
  expect(await requestUserInfo(accessToken.value, 'anna').catch(codeOf)).toBe('invalid_response');
});

describe('an API', () => {
  const statusOf = async (
    authorization: string | undefined,
    requirement: Partial<AccessTokenRequirement> = {},
  ) => {
    const headers = authorization === undefined ? {} : { authorization };
    const request = new Request('https://app.test/api/orders', { headers });
    const answer = await verifyAccessToken(request, { audience, ...requirement });
    return answer instanceof Response ? answer.status : 200;
  };
  const tokenWith = (claims: object, header: object = {}) =>
    `Bearer ${provider.accessToken({ claims: { ...claims }, header: { ...header } })}`;

  test('takes an access token for it, and nothing else', async () => {
    expect(await statusOf(tokenWith({}))).toBe(200);
    expect(await statusOf(undefined)).toBe(401);
    expect(await statusOf('Bearer rubbish')).toBe(401);
    expect(await statusOf(tokenWith({}, { typ: 'JWT' }))).toBe(401);
  });

  test('needs every scope', async () => {
    const scopes = ['read:orders', 'write:orders'];
    expect(await statusOf(tokenWith({ scope: 'write:orders read:orders' }), { scopes })).toBe(200);
    expect(await statusOf(tokenWith({ scope: 'read:orders' }), { scopes })).toBe(403);
    expect(await statusOf(tokenWith({ scope: undefined }), { scopes })).toBe(403);
  });

  test('takes a token on behalf of this organization alone', async () => {
    const required = { organizationId: 'acme' };
    expect(await statusOf(tokenWith({ organization_id: 'acme' }), required)).toBe(200);
    expect(await statusOf(tokenWith({ organization_id: 'globex' }), required)).toBe(403);
    expect(await statusOf(tokenWith({}), required)).toBe(403);
    expect(await statusOf(tokenWith({ organization_id: 'acme' }))).toBe(403);
  });

  test('needs a recent and a strong sign-in', async () => {
    const required = { maxAge: 60, acr: 'urn:logto:acr:mfa' };
    const [auth_time, acr] = [now(), 'urn:logto:acr:mfa'];
    expect(await statusOf(tokenWith({ auth_time, acr }), required)).toBe(200);
    expect(await statusOf(tokenWith({ auth_time: now() - hour, acr }), required)).toBe(401);
    expect(await statusOf(tokenWith({ auth_time }), required)).toBe(401);
  });
});
