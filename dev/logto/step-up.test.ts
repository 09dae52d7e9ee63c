import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { demoCode } from './sign-in-policy';
import type { LocalLogto } from './server';
import {
  authorizationRequest,
  Browser,
  decode,
  exchange,
  parseTokens,
  refresh,
  signIn,
  start,
  type Page,
} from './test-client';

const orders = 'https://api.example.com';
const firstFactor = 'urn:logto:acr:1fa';
const multiFactor = 'urn:logto:acr:mfa';
const byPassword = { acr: firstFactor, amr: ['pwd'] };
const byBoth = { acr: multiFactor, amr: ['pwd', 'otp', 'mfa'] };

let logto: LocalLogto;
let browser: Browser;
let codeVerifier: string;

afterEach(async () => {
  vi.useRealTimers();
  await logto.close();
});

function open(overrides: Record<string, string>): Promise<Page> {
  const request = authorizationRequest(logto, overrides);
  codeVerifier = request.codeVerifier;
  return browser.open(request.url);
}

/** The claims of the tokens for what the last `open` came back with. */
async function claimsAfter({ url }: Page) {
  const issued = parseTokens((await exchange(logto, url, codeVerifier)).body);
  const renewed = await refresh(logto, issued.refresh_token ?? '', { resource: orders });
  const { access_token, id_token } = parseTokens(renewed.body);
  return {
    idToken: decode(issued.id_token).claims,
    renewed: decode(id_token).claims,
    accessToken: decode(access_token).claims,
  };
}

const errorOf = ({ url }: Page) => url.searchParams.get('error');

/** An hour later, by every clock. */
const anHourLater = () => vi.setSystemTime(Date.now() + 3_600_000);

// The clock is stopped, so no second passes between a sign-in and its tokens.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});

describe('the newest Logto', () => {
  beforeEach(async () => {
    logto = await start({ settings: { stepUp: true } });
    browser = new Browser(logto);
  });

  test('its discovery lists the levels', async () => {
    const response = await fetch(`${logto.endpoint}/oidc/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      acr_values_supported: [firstFactor, multiFactor],
      claims_supported: expect.arrayContaining(['acr', 'amr', 'auth_time']) as string[],
    });
  });

  test('every ID token and every JWT access token says how and when its user signed in; a refresh keeps it', async () => {
    const { idToken, refreshToken } = await signIn(browser, 'alice');
    const { claims } = decode(idToken);
    expect(claims).toMatchObject({ ...byPassword, auth_time: claims.iat });
    anHourLater();
    const expected = { ...byPassword, auth_time: claims['auth_time'] };
    for (const parameters of [{ resource: orders }, { organization_id: 'k3v9x0q7m2ab' }]) {
      const { access_token, id_token } = parseTokens(
        (await refresh(logto, refreshToken, parameters)).body,
      );
      expect(decode(access_token).claims).toMatchObject(expected);
      expect(decode(id_token).claims).toMatchObject(expected);
    }
  });

  test('another provider’s word meets no level: there is no acr', async () => {
    const { idToken } = await claimsAfter(await open({ direct_sign_in: 'social:google' }));
    expect(idToken).toMatchObject({ amr: ['fed'], auth_time: idToken.iat });
    expect(idToken).not.toHaveProperty('acr');
  });

  test('a federated account has no level either, and can reach none', async () => {
    logto.accounts.named('bob').federated = true;
    const { idToken } = await signIn(browser, 'bob');
    expect(decode(idToken).claims).toMatchObject({ amr: ['fed'] });
    expect(errorOf(await open({ acr_values: firstFactor }))).toBe(
      'unmet_authentication_requirements',
    );
  });

  test('a level that is met shows no page, also where a higher one is preferred', async () => {
    await signIn(browser, 'alice');
    for (const acr_values of [firstFactor, `${multiFactor} ${firstFactor}`]) {
      const { idToken } = await claimsAfter(await open({ acr_values, max_age: '600' }));
      expect(idToken).toMatchObject(byPassword);
    }
  });

  test('for mfa, a user who is signed in is asked for the code and nothing else', async () => {
    await signIn(browser, 'alice');
    const page = await open({ acr_values: multiFactor });
    expect(page.body).toContain('alice, to continue');
    expect(page.body).toContain(demoCode);
    expect(page.body).not.toContain('type="password"');
    const wrong = await browser.submit(page, { code: '000000' });
    expect([wrong.status, wrong.body]).toEqual([422, expect.stringContaining('The code is wrong')]);

    const claims = await claimsAfter(await browser.submit(page, { code: demoCode }));
    for (const tokens of Object.values(claims)) expect(tokens).toMatchObject(byBoth);
    // The higher level serves for the lower one.
    expect((await open({ acr_values: firstFactor })).url.searchParams.has('code')).toBe(true);
  });

  test('a user who is not signed in signs in first, and is then asked for the code', async () => {
    const page = await open({ acr_values: multiFactor });
    const next = await browser.submit(page, { identifier: 'alice', password: 'alice-demo-1' });
    expect(next.body).toContain('<h1>Confirm that it is you</h1>');
    const { idToken } = await claimsAfter(await browser.submit(next, { code: demoCode }));
    expect(idToken).toMatchObject(byBoth);
  });

  test('where the sign-in is too old, the same user is asked for the password, and for nobody’s name', async () => {
    await signIn(browser, 'alice');
    const page = await open({ acr_values: firstFactor, max_age: '0' });
    expect(page.body).toContain('type="password"');
    expect(page.body).not.toContain('name="identifier"');
    expect(page.body).not.toContain('name="code"');
    const wrong = await browser.submit(page, { password: 'bob-demo-1' });
    expect(wrong.body).toContain('The password is wrong.');
    const { idToken } = await claimsAfter(await browser.submit(page, { password: 'alice-demo-1' }));
    expect(idToken).toMatchObject({ sub: 'a1l2i3c4e5x6', ...byPassword });
  });

  test('an old mfa has to be proven in both halves, and makes the sign-in young', async () => {
    await signIn(browser, 'alice');
    await browser.submit(await open({ acr_values: multiFactor }), { code: demoCode });
    anHourLater();
    const page = await open({ acr_values: multiFactor, max_age: '300' });
    const half = await browser.submit(page, { code: demoCode });
    expect(half.status).toBe(422);
    const done = await browser.submit(page, { password: 'alice-demo-1', code: demoCode });
    const { idToken } = await claimsAfter(done);
    expect(idToken).toMatchObject({ ...byBoth, auth_time: idToken.iat });
  });

  test('max_age alone leads to the ordinary page, where another user may sign in', async () => {
    await signIn(browser, 'alice');
    const page = await open({ max_age: '0' });
    expect(page.body).toContain('<h1>Sign in</h1>');
    // A form that submits itself ends the first user's session. Then the sign-in continues.
    const form = await browser.submit(page, { identifier: 'bob', password: 'bob-demo-1' });
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(form.body) ?? [];
    const done = await browser.open('/oidc/session/end/confirm', { xsrf, logout: 'yes' });
    const { idToken } = await claimsAfter(done);
    expect(idToken).toMatchObject({ sub: 'b1o2b3m4i5n6', ...byPassword });
  });

  test('what can not be reached comes back with an error', async () => {
    const error = 'unmet_authentication_requirements';
    expect(errorOf(await open({ acr_values: 'phr urn:logto:acr:2fa' }))).toBe(error);
    expect(errorOf(await open({ acr_values: firstFactor, prompt: 'none' }))).toBe('login_required');
    await signIn(browser, 'bob'); // has no second factor
    expect(errorOf(await open({ acr_values: multiFactor }))).toBe(error);
    expect(errorOf(await open({ acr_values: multiFactor, prompt: 'none' }))).toBe(error);
    logto.accounts.named('bob').secondFactor = true;
    expect(errorOf(await open({ acr_values: multiFactor, prompt: 'none' }))).toBe(error);
  });
});

describe('Logto 1.42', () => {
  beforeEach(async () => {
    logto = await start();
    browser = new Browser(logto);
  });

  test('its discovery knows no levels', async () => {
    const response = await fetch(`${logto.endpoint}/oidc/.well-known/openid-configuration`);
    expect(await response.json()).not.toHaveProperty('acr_values_supported');
  });

  test('acr_values does nothing, and no token says how its user signed in', async () => {
    await signIn(browser, 'alice');
    const page = await open({ acr_values: multiFactor });
    const { idToken, renewed, accessToken } = await claimsAfter(page);
    for (const claims of [idToken, renewed, accessToken]) {
      expect(Object.keys(claims)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(acr|amr|auth_time)$/)]),
      );
    }
  });

  test('auth_time is in the ID token where max_age was asked for, and stays at a refresh', async () => {
    await signIn(browser, 'alice');
    const { idToken, renewed, accessToken } = await claimsAfter(await open({ max_age: '600' }));
    expect(renewed['auth_time']).toBe(idToken['auth_time']);
    expect(idToken['auth_time']).toBeTypeOf('number');
    expect(accessToken).not.toHaveProperty('auth_time');
  });
});
