import { AsyncLocalStorage } from 'node:async_hooks';
import { createHmac } from 'node:crypto';
import { NextRequest } from 'next/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { POST as backchannelLogout } from '@/app/api/logto/backchannel-logout/route';
import { GET as callback } from '@/app/api/logto/callback/route';
import { GET as refresh } from '@/app/api/logto/refresh/route';
import { GET as startSignIn } from '@/app/api/logto/sign-in/route';
import { POST as signOut } from '@/app/api/logto/sign-out/route';
import { POST as webhook } from '@/app/api/logto/webhook/route';
import type { AuthEvents } from '@/lib/auth-events';
import { now } from '@/lib/clock';
import { AuthError, type AuthErrorCode } from '@/lib/errors';
import { tokenKey } from '@/lib/logto/token-target';
import { withRefreshToken, type Session } from '@/lib/session/session';
import { readSession, writeSession } from '@/lib/session/session-cookie';
import { getStore } from '@/lib/session/store';
import { testCookies } from '@/lib/session/test-cookies';
import { renewed, testSession } from '@/lib/session/test-sessions';
import type { HostileProvider } from './support/hostile-provider';
import { startProviderOfThisProcess } from './support/hostile-sign-in';
import { ecKey } from './support/hostile-signing';
import { down, json } from './support/hostile-transport';

/** The browser's cookies, as Next gives them to the request and takes them from its answer. */
let cookies = testCookies();
let provider: HostileProvider;

/** The same if several browsers act at once. */
const browsers = new AsyncLocalStorage<typeof cookies>();

const copyOf = (jar: typeof cookies) =>
  testCookies(Object.fromEntries(jar.getAll().map(({ name, value }) => [name, value])));

vi.mock('next/headers', () => ({
  cookies: () => Promise.resolve(browsers.getStore() ?? cookies),
  headers: () => Promise.resolve(new Headers()),
}));

/** The owner's functions in `app/auth-events.ts`, of one test. */
const hooks: AuthEvents = {};

vi.mock('@/app/auth-events', () => ({
  get onSignIn() {
    return hooks.onSignIn;
  },
  get onUserEvent() {
    return hooks.onUserEvent;
  },
}));

const origin = 'https://app.test';
const signingKey = 'a signing key of thirty-two chars';
process.env['LOGTO_WEBHOOK_SIGNING_KEY'] = signingKey;
process.env['LOGTO_RESOURCES'] = 'https://api.example.com';

beforeAll(async () => {
  provider = await startProviderOfThisProcess();
});
afterAll(() => provider.stop());

beforeEach(() => {
  cookies = testCookies();
  provider.faults = {};
  provider.received.length = 0;
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockReturnValue();
});
afterEach(() => {
  delete hooks.onSignIn;
  delete hooks.onUserEvent;
  vi.restoreAllMocks();
});

type Headers = Record<string, string>;
const here = { host: 'app.test' };

/** A browser's request to a route. */
const get = (path: string, headers: Headers = {}) =>
  new NextRequest(new URL(path, origin), { headers: { ...here, ...headers } });

/** Returns the target of a redirect: a path, or an address elsewhere. */
const locationOf = (answer: Response) =>
  (answer.headers.get('location') ?? '').replace(origin, '').replace(/&reference=.*/, '');

const errorPage = (code: AuthErrorCode, returnTo = '/') =>
  `/auth-error?${new URLSearchParams({ code, return_to: returnTo }).toString()}`;

const requestsTo = (endpoint: string) =>
  provider.received.filter((request) => request.endpoint === endpoint);

const rejectWith = (code: AuthErrorCode) => () => Promise.reject(new AuthError(code));

/** Begins a sign-in, and returns the address to which Logto redirects the browser. */
async function comeBack(query = 'return_to=/orders'): Promise<string> {
  const begun = await startSignIn(get(`/api/logto/sign-in?${query}`));
  const answer = await fetch(locationOf(begun), { redirect: 'manual' });
  return answer.headers.get('location') ?? '';
}

/** Signs in, and returns the session. */
async function signIn(): Promise<Session> {
  await callback(get(await comeBack()));
  const session = await readSession(cookies);
  if (!session) throw new Error('not signed in');
  provider.received.length = 0;
  return session;
}

/** Signs in with other values of the session. */
async function signInWith(change: (session: Session) => Partial<Session>): Promise<Session> {
  const session = await signIn();
  // With another id, because the store knows the sign-in's own state.
  const changed = { ...session, id: crypto.randomUUID(), ...change(session) };
  await writeSession(cookies, changed);
  return changed;
}

describe('the sign-in route', () => {
  const nothing = async (headers: Headers) => {
    const { status } = await startSignIn(get('/api/logto/sign-in', headers));
    expect(cookies.getAll()).toEqual([]);
    return status;
  };

  test('starts nothing for what no person asked for', async () => {
    expect(await nothing({ 'sec-purpose': 'prefetch' })).toBe(204);
    expect(await nothing({ rsc: '1' })).toBe(401);
    expect(await nothing({ 'sec-fetch-dest': 'image' })).toBe(401);
  });

  test('begins at BASE_URL, where its callback will be, and moves there once', async () => {
    const elsewhere = { host: 'other.test' };
    const moved = await startSignIn(get('/api/logto/sign-in?return_to=/orders', elsewhere));
    const location = moved.headers.get('location') ?? '';
    expect(location).toBe(`${origin}/api/logto/sign-in?return_to=%2Forders&at_base_url=true`);
    expect(cookies.getAll()).toEqual([]);
    const begun = await startSignIn(get(location, elsewhere));
    expect(locationOf(begun)).toMatch(`${provider.issuer}/auth?`);
    expect(cookies.getAll()).toHaveLength(1);
  });

  test('refuses impossible options', async () => {
    const answer = await startSignIn(get('/api/logto/sign-in?max_age=soon&return_to=/orders'));
    expect(locationOf(answer)).toBe(errorPage('invalid_request', '/orders'));
  });
});

describe('the callback', () => {
  test('signs in, stores the session, and leads back', async () => {
    const answer = await callback(get(await comeBack()));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${origin}/orders`]);
    const session = await readSession(cookies);
    expect(session?.claims.sub).toBe('anna');
    expect((await getStore().read({ id: session?.id ?? '' })).newest?.id).toBe(session?.id);
  });

  test('refuses the answer to a sign-in that this browser did not begin', async () => {
    const location = await comeBack();
    cookies = testCookies();
    expect(locationOf(await callback(get(location)))).toBe(errorPage('sign_in_expired'));
    expect(cookies.getAll()).toEqual([]);
    expect(requestsTo('token_endpoint')).toEqual([]);
  });

  test('after Back or Reload leads to the app', async () => {
    const location = await comeBack();
    await callback(get(location));
    expect(locationOf(await callback(get(location)))).toBe('/');
  });

  test('that arrives twice, at once or later, exchanges the code once, for one session', async () => {
    const location = await comeBack();
    const arrive = () =>
      browsers.run(copyOf(cookies), async () => {
        const answer = await callback(get(location));
        return [locationOf(answer), (await readSession(browsers.getStore() ?? cookies))?.id];
      });
    const [one, other] = await Promise.all([arrive(), arrive()]);
    expect(one).toEqual(['/orders', expect.any(String)]);
    expect([other, await arrive()]).toEqual([one, one]);
    expect(requestsTo('token_endpoint')).toHaveLength(1);
  });

  test('of a sign-in whose session has ended is refused', async () => {
    const location = await comeBack();
    const begun = copyOf(cookies);
    await callback(get(location));
    const session = await readSession(cookies);
    if (session) await getStore().end(session, 'replaced');
    cookies = begun;
    expect(locationOf(await callback(get(location)))).toBe(errorPage('sign_in_expired', '/orders'));
    expect(requestsTo('token_endpoint')).toHaveLength(1);
  });

  test('runs the owner’s onSignIn once, before there is a session', async () => {
    const seen: unknown[] = [];
    hooks.onSignIn = async ({ user, userInfo }) => {
      seen.push([user.sub, userInfo.sub, await readSession(cookies)]);
    };
    const location = await comeBack();
    expect(locationOf(await callback(get(location)))).toBe('/orders');
    expect(seen).toEqual([['anna', 'anna', null]]);
    expect((await readSession(cookies))?.claims.sub).toBe('anna');
    delete hooks.onSignIn;
    await signIn();
    expect(requestsTo('userinfo_endpoint')).toEqual([]);
  });

  test('signs nobody in if onSignIn throws, and leaves the session that there was', async () => {
    const before = await signIn();
    hooks.onSignIn = () => {
      throw new AuthError('not_authenticated');
    };
    const location = await comeBack();
    expect(locationOf(await callback(get(location)))).toBe(
      errorPage('sign_in_hook_failed', '/orders'),
    );
    expect((await readSession(cookies))?.id).toBe(before.id);
    expect((await getStore().read(before)).endReason).toBeUndefined();
  });

  test('onSignIn can’t change the session: its claims are a copy', async () => {
    hooks.onSignIn = ({ user }) => {
      Object.assign(user, { sub: 'admin', roles: ['admin'] });
    };
    const location = await comeBack();
    expect(locationOf(await callback(get(location)))).toBe('/orders');
    const session = await readSession(cookies);
    expect(session?.claims.sub).toBe('anna');
    expect(session?.claims.roles).not.toEqual(['admin']);
  });

  test.each([undefined, null, 'no', 7, { digest: 'NEXT_REDIRECT;push;//evil.test;303;' }])(
    'signs nobody in if onSignIn throws %j, and the answer that is repeated finds no session',
    async (thrown: unknown) => {
      hooks.onSignIn = () => {
        throw thrown;
      };
      const location = await comeBack();
      const failed = errorPage('sign_in_hook_failed', '/orders');
      expect(locationOf(await callback(get(location)))).toBe(failed);
      expect(await readSession(cookies)).toBeNull();
    },
  );

  test('exchanges the code once also if onSignIn throws, however often the answer arrives', async () => {
    hooks.onSignIn = () => {
      throw new Error('own');
    };
    const location = await comeBack();
    const arrive = () =>
      browsers.run(copyOf(cookies), async () => locationOf(await callback(get(location))));
    expect([...(await Promise.all([arrive(), arrive()])), await arrive()]).toEqual([
      errorPage('sign_in_hook_failed', '/orders'),
      errorPage('code_refused', '/orders'),
      errorPage('code_refused', '/orders'),
    ]);
    expect(requestsTo('token_endpoint')).toHaveLength(1);
  });

  test('signs nobody in if onSignIn should get userinfo, and Logto gives none', async () => {
    hooks.onSignIn = () => undefined;
    provider.faults = { answers: { userinfo_endpoint: down } };
    const location = await comeBack();
    expect(locationOf(await callback(get(location)))).toBe(
      errorPage('provider_unreachable', '/orders'),
    );
    expect(await readSession(cookies)).toBeNull();
  });

  test('signs in although the session can’t be stored', async () => {
    const location = await comeBack();
    vi.spyOn(getStore(), 'put').mockImplementation(rejectWith('unavailable'));
    expect(locationOf(await callback(get(location)))).toBe('/orders');
    expect(await readSession(cookies)).not.toBeNull();
  });

  test('ends the session that the browser had, and not its own', async () => {
    const before = await signIn();
    const after = await signIn();
    expect((await getStore().read(before)).endReason).toBe('replaced');
    expect((await getStore().read(after)).endReason).toBeUndefined();
  });

  test('that arrives again in the browser that is signed in by it ends nothing', async () => {
    const location = await comeBack();
    const begun = cookies.getAll();
    await callback(get(location));
    const session = await readSession(cookies);
    for (const { name, value } of begun) cookies.set(name, value, {});
    expect(locationOf(await callback(get(location)))).toBe('/orders');
    expect((await getStore().read({ id: session?.id ?? '' })).endReason).toBeUndefined();
  });

  test('says that the level that was asked for did not come', async () => {
    const location = await comeBack('return_to=/orders&acr_values=urn:logto:acr:mfa');
    expect(locationOf(await callback(get(location)))).toBe(errorPage('step_up_unmet', '/orders'));
    expect(await readSession(cookies)).not.toBeNull();
  });
});

describe('the refresh route', () => {
  const acme = tokenKey({ organizationId: 'acme' });
  const visit = (query = '', headers: Headers = {}) =>
    refresh(get(`/api/logto/refresh?return_to=/orders${query && `&${query}`}`, headers));
  const outdated = () => ({ claimsExpireAt: now() - 1, renewedAt: now() - 3601 });
  const asked = () => requestsTo('token_endpoint').map(({ body }) => body.get('organization_id'));

  test('renews nothing for what no person asked for', async () => {
    await signInWith(outdated);
    for (const headers of [{ 'sec-purpose': 'prefetch' }, { rsc: '1' }] as Headers[])
      expect((await visit('', headers)).status).toBe(204);
    expect(asked()).toEqual([]);
  });

  test('brings new claims, and leads back', async () => {
    const session = await signInWith(outdated);
    expect(locationOf(await visit())).toBe('/orders');
    expect(asked()).toEqual([null]);
    expect((await readSession(cookies))?.renewals).toBe(session.renewals + 1);
  });

  test('brings a token, and those that the page needs as well', async () => {
    await signInWith(() => ({}));
    expect(locationOf(await visit(`organization_id=globex&also=${acme}&also=`))).toBe('/orders');
    expect(asked()).toEqual(['globex', 'acme']);
    const { accessTokens } = (await readSession(cookies)) ?? {};
    expect(Object.keys(accessTokens ?? {})).toContain(acme);
  });

  test('brings the token for userinfo', async () => {
    await signInWith(() => ({ accessTokens: {} }));
    const session = await readSession(cookies);
    expect(session?.accessTokens).toEqual({});
    await visit('userinfo=true');
    const { accessTokens, renewals } = (await readSession(cookies)) ?? {};
    expect([Object.keys(accessTokens ?? {}), renewals]).toEqual([[''], 1]);
    // The token is there now. New claims would be requested again.
    await writeSession(cookies, {
      ...((await readSession(cookies)) as Session),
      renewedAt: now() - 60,
    });
    await visit('userinfo=true');
    expect(asked()).toHaveLength(1);
  });

  test('of a session that was renewed just now brings the newest cookie, and asks for nothing', async () => {
    const session = await signIn();
    await getStore().put(withRefreshToken(session, 'rotated'));
    expect(locationOf(await visit())).toBe('/orders');
    expect(locationOf(await visit('userinfo=true'))).toBe('/orders');
    expect((await readSession(cookies))?.refreshToken).toBe('rotated');
    expect(asked()).toEqual([]);
    await visit('organization_id=acme');
    expect(requestsTo('token_endpoint')).toHaveLength(1);
  });

  test('brings claims from after the event that outdated them', async () => {
    const session = await signInWith(({ claims }) => ({ claims: { ...claims, iat: now() - 60 } }));
    const at = now();
    await getStore().markOutdated([session.claims.sub], at);
    expect(locationOf(await visit())).toBe('/orders');
    expect((await readSession(cookies))?.claims.iat).toBeGreaterThan(at);
  });

  test('does without what Logto doesn’t answer, if the page can', async () => {
    const token = (until: number) => ({
      accessTokens: { [acme]: { value: 'old', staleAt: 1, expiresAt: now() + until } },
    });
    const cases: [(session: Session) => Partial<Session>, string, boolean][] = [
      [outdated, '', true],
      [() => ({ claimsExpireAt: now() - 3601, renewedAt: now() - 7201 }), '', false],
      [() => token(60), 'organization_id=acme', true],
      [() => token(0), 'organization_id=acme', false],
    ];
    for (const [change, query, canServe] of cases) {
      await signInWith(change);
      provider.faults = { answers: { token_endpoint: down } };
      expect(locationOf(await visit(query))).toBe(
        canServe ? '/orders' : errorPage('provider_unreachable', '/orders'),
      );
      provider.faults = {};
    }
    await signInWith(outdated);
    provider.faults = { answers: { token_endpoint: json({ error: 'invalid_client' }, 400) } };
    expect(locationOf(await visit())).toBe(errorPage('client_refused', '/orders'));
  });

  test('leads to sign in if Logto has ended the session, and removes the cookie', async () => {
    const signInPage = '/api/logto/sign-in?return_to=%2Forders';
    await signInWith(outdated);
    provider.faults = { answers: { token_endpoint: json({ error: 'invalid_grant' }, 400) } };
    expect(locationOf(await visit())).toBe(signInPage);
    expect(cookies.getAll()).toEqual([]);
    provider.faults = {};
    await getStore().end(await signIn(), 'ended');
    expect(locationOf(await visit())).toBe(signInPage);
    expect(cookies.getAll()).toEqual([]);
    expect(locationOf(await visit())).toBe(signInPage);
  });

  test('leads back if the browser has another session by now', async () => {
    const session = await signInWith(outdated);
    const read = getStore().read.bind(getStore());
    vi.spyOn(getStore(), 'read').mockImplementationOnce(async (shown) => {
      const status = await read(shown);
      await getStore().end(session, 'replaced');
      return status;
    });
    expect(locationOf(await visit())).toBe('/orders');
  });

  test('names the membership that was lost', async () => {
    await signInWith(() => ({}));
    provider.faults = { answers: { token_endpoint: json({ error: 'access_denied' }, 400) } };
    expect(locationOf(await visit('organization_id=acme'))).toBe('/forbidden?organization=acme');
    expect(locationOf(await visit('userinfo=true&resource=https://api.example.com'))).toBe(
      errorPage('access_denied', '/orders'),
    );
  });

  test('refuses what can be no token', async () => {
    await signInWith(() => ({}));
    expect(locationOf(await visit('resource=https://x.test'))).toBe(
      errorPage('invalid_target', '/orders'),
    );
    expect(locationOf(await visit('also=https://x.test'))).toBe(
      errorPage('invalid_target', '/orders'),
    );
    expect(asked()).toEqual([]);
  });

  test('brings 31 more tokens at most, and no browser follows too many redirects', async () => {
    const also = (count: number) =>
      Array.from({ length: count }, (_, index) => tokenKey({ organizationId: `o${index}` }))
        .map((key) => `also=${key}`)
        .join('&');
    await signInWith(outdated);
    await visit(also(40));
    expect(asked()).toHaveLength(32);
    await signInWith(outdated);
    const answer = await visit(also(8));
    expect([answer.status, answer.headers.get('refresh')]).toEqual([
      200,
      `0; url=${origin}/orders`,
    ]);
  });
});

describe('signing out', () => {
  const post = (headers: Headers = { origin }) =>
    signOut(new NextRequest(`${origin}/api/logto/sign-out`, { method: 'POST', headers }));
  const endSession = () => expect.stringContaining(`${provider.issuer}/session/end?`) as string;
  const revoked = () => requestsTo('revocation_endpoint').map(({ body }) => body.get('token'));

  test('removes the cookie, ends its copies, revokes the refresh token, and ends Logto’s session', async () => {
    const session = await signIn();
    expect(locationOf(await post())).toEqual(endSession());
    expect(cookies.getAll()).toEqual([]);
    expect((await getStore().read(session)).endReason).toBe('replaced');
    expect(revoked()).toEqual([session.refreshToken]);
    expect(locationOf(await post())).toBe('/');
  });

  test('revokes the newest refresh token', async () => {
    await getStore().put(withRefreshToken(await signIn(), 'rotated'));
    await post();
    expect(revoked()).toEqual(['rotated']);
  });

  test('is for pages of the app alone', async () => {
    await signIn();
    const before = cookies.getAll();
    for (const headers of [{ origin: 'https://evil.test' }, {}] as Headers[])
      expect((await post(headers)).status).toBe(403);
    expect(cookies.getAll()).toEqual(before);
  });

  test('works without Redis', async () => {
    await signIn();
    for (const method of ['read', 'end'] as const)
      vi.spyOn(getStore(), method).mockImplementation(rejectWith('unavailable'));
    expect(locationOf(await post())).toEqual(endSession());
    expect(cookies.getAll()).toEqual([]);
  });

  test('works without Logto, and says so', async () => {
    const session = await signIn();
    provider.faults = { answers: { revocation_endpoint: down } };
    expect(locationOf(await post())).toBe(errorPage('signed_out_here_only'));
    expect(cookies.getAll()).toEqual([]);
    expect((await getStore().read(session)).endReason).toBe('replaced');
  });

  test('ends Logto’s session also after a refusal', async () => {
    await signIn();
    const refusal = json({ error: 'invalid_request' }, 400);
    provider.faults = { answers: { revocation_endpoint: refusal } };
    expect(locationOf(await post())).toEqual(endSession());
  });

  test('tells a script where to go', async () => {
    await signIn();
    const answer = await post({ origin, accept: 'application/json' });
    expect([answer.status, await answer.json()]).toEqual([200, { redirect_to: endSession() }]);
  });
});

describe('a back-channel logout', () => {
  const post = (...tokens: string[]) =>
    backchannelLogout(
      new Request(`${origin}/api/logto/backchannel-logout`, {
        method: 'POST',
        body: new URLSearchParams(tokens.map((token) => ['logout_token', token])),
      }),
    );

  test('ends the sessions, and its token serves once', async () => {
    const session = await signIn();
    const token = provider.logoutToken({ claims: { sub: session.claims.sub } });
    expect((await post(token, token)).status).toBe(400);
    expect((await post()).status).toBe(400);
    expect((await getStore().read(session)).endReason).toBeUndefined();
    expect((await post(token)).status).toBe(200);
    expect((await getStore().read(session)).endReason).toBe('ended');
    expect((await post(token)).status).toBe(400);
  });

  test('is a form, and a short one', async () => {
    const session = testSession();
    const token = provider.logoutToken({ claims: { sub: session.claims.sub } });
    const send = async (body: string, type: string) => {
      const headers = { 'content-type': type };
      const init = { method: 'POST', body, headers };
      return (await backchannelLogout(new Request(`${origin}/api/logto/x`, init))).status;
    };
    const form = 'application/x-www-form-urlencoded';
    expect(await send(`logout_token=${token}`, 'text/plain')).toBe(400);
    expect(await send(`${'x='.padEnd(64 * 1024, 'x')}&logout_token=${token}`, form)).toBe(400);
    expect((await getStore().read(session)).endReason).toBeUndefined();
    expect(await send(`logout_token=${token}`, `${form}; charset=utf-8`)).toBe(200);
  });

  test('needs Logto’s signature', async () => {
    const session = testSession();
    const forgery = { claims: { sub: session.claims.sub }, signer: () => ecKey() };
    expect((await post(provider.logoutToken(forgery))).status).toBe(400);
    expect((await getStore().read(session)).endReason).toBeUndefined();
  });
});

describe('a webhook', () => {
  const post = (event: object, signature?: string) => {
    const body = JSON.stringify({ createdAt: new Date().toISOString(), ...event });
    const expected = createHmac('sha256', signingKey).update(body).digest('hex');
    const headers = { 'logto-signature-sha-256': signature ?? expected };
    return webhook(new Request(`${origin}/api/logto/webhook`, { method: 'POST', body, headers }));
  };
  const deleted = ({ claims: { sub } }: Session) => ({ event: 'User.Deleted', data: { id: sub } });

  test('signs a user out', async () => {
    const session = testSession();
    expect((await post(deleted(session))).status).toBe(200);
    expect((await getStore().read(session)).endReason).toBe('ended');
  });

  test('has claims renewed', async () => {
    const session = renewed(testSession());
    const event = { event: 'User.Data.Updated', data: { id: session.claims.sub } };
    expect((await post(event)).status).toBe(200);
    const { endReason, claimsOutdatedAt } = await getStore().read(session);
    expect([endReason, Math.abs((claimsOutdatedAt ?? 0) - now()) < 5]).toEqual([undefined, true]);
  });

  test('reaches the owner’s onUserEvent, after sessions have ended', async () => {
    const session = testSession();
    const seen: unknown[] = [];
    hooks.onUserEvent = async (event) => {
      seen.push([event.event, (await getStore().read(session)).endReason]);
    };
    expect((await post(deleted(session))).status).toBe(200);
    expect(seen).toEqual([['User.Deleted', 'ended']]);
    expect((await post({ event: 'Role.Deleted' })).status).toBe(200);
    expect((await post(deleted(session), 'a'.repeat(64))).status).toBe(401);
    expect(seen).toHaveLength(1);
  });

  test('gets 500 if onUserEvent throws, whatever it throws', async () => {
    const session = testSession();
    for (const error of [new Error('own'), new AuthError('not_authenticated')]) {
      hooks.onUserEvent = () => {
        throw error;
      };
      const answer = await post(deleted(session));
      expect([answer.status, await answer.text()]).toEqual([500, '{"error":"unexpected"}']);
    }
    expect((await getStore().read(session)).endReason).toBe('ended');
  });

  test('needs the signature', async () => {
    const session = testSession();
    expect((await post(deleted(session), 'a'.repeat(64))).status).toBe(401);
    expect((await getStore().read(session)).endReason).toBeUndefined();
  });

  test('doesn’t exist without a signing key', async () => {
    vi.resetModules();
    vi.stubEnv('LOGTO_WEBHOOK_SIGNING_KEY', '');
    const { POST } = await import('@/app/api/logto/webhook/route');
    const request = new Request(`${origin}/api/logto/webhook`, { method: 'POST', body: '{}' });
    expect((await POST(request)).status).toBe(404);
    vi.unstubAllEnvs();
  });
});
