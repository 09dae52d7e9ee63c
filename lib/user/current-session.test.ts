import { UnsecuredJWT } from 'jose';
import { NextRequest } from 'next/server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  fetchUserInfo,
  getAccessToken,
  getOrganizationToken,
  getSessionClaims,
  isAuthenticated,
  refreshSession,
  requireUser,
  withUser,
} from '../auth';
import { now } from '../clock';
import { AuthError, type AuthErrorCode } from '../errors';
import type { IdTokenClaims, UserInfo } from '../logto/claims';
import { tokenKey } from '../logto/token-target';
import type { refreshTokens } from '../logto/tokens';
import { withRefreshToken, type Session } from '../session/session';
import { readSession, writeSession } from '../session/session-cookie';
import { getStore } from '../session/store';
import { testCookies } from '../session/test-cookies';
import { renewed, testSession, testTokens } from '../session/test-sessions';
import { clearEndedSession } from './current-session';
import { runHandler } from './request-context';

/** The browser's cookies, as Next gives them to the request and takes them from its answer. */
let cookies = testCookies();
/** React's memory of the page that is being rendered; `undefined` outside of pages. */
let page: { value?: unknown } | undefined;

const logto = vi.hoisted(() => ({
  refresh: vi.fn<typeof refreshTokens>(),
  userInfo: vi.fn<(token: string, sub: string) => Promise<UserInfo>>(),
}));

vi.mock('next/headers', () => ({
  cookies: () => Promise.resolve(cookies),
  headers: () => Promise.resolve(new Headers({ 'x-request-path': '/orders?tab=1' })),
}));
vi.mock('react', async (original) => ({
  ...(await original<object>()),
  cache: (create: () => unknown) => () => (page ? (page.value ??= create()) : create()),
}));
vi.mock('node:timers/promises', async (original) => ({
  ...(await original<object>()),
  setTimeout: () => Promise.resolve(),
}));
vi.mock('../logto/tokens', () => ({ refreshTokens: logto.refresh }));
vi.mock('../logto/client', () => ({ requestUserInfo: logto.userInfo }));

const api = 'https://api.example.com';
const otherApi = 'https://other.example.com';
process.env['LOGTO_RESOURCES'] = `${api} ${otherApi}`;

const [acme, globex] = [{ organizationId: 'acme' }, { organizationId: 'globex' }];

beforeEach(() => {
  page = undefined;
  cookies = testCookies();
  logto.refresh.mockReset();
  logto.userInfo.mockReset();
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(console, level).mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Signs in with a session of these claims, with other values where the test says so. */
async function signIn(
  claims: Partial<IdTokenClaims> = {},
  change: (session: Session) => Partial<Session> = () => ({}),
): Promise<Session> {
  const started = testSession({ claims });
  const session = { ...started, ...change(started) };
  cookies = testCookies();
  await writeSession(cookies, session);
  return session;
}

const outdated = () => ({ claimsExpireAt: now() - 1, renewedAt: now() - 3601 });
const longOutdated = () => ({ claimsExpireAt: now() - 3601, renewedAt: now() - 7201 });
const notRecent = () => ({ renewedAt: now() - 60 });

/** The session with a token that is still valid, but no longer fresh. */
const withStaleToken = (target: { organizationId: string }) => (session: Session) => ({
  accessTokens: {
    ...session.accessTokens,
    [tokenKey(target)]: { value: 'stale', staleAt: now() - 1, expiresAt: now() + 30 },
  },
});

const withTokens =
  (...keys: string[]) =>
  (session: Session) => ({
    accessTokens: {
      ...session.accessTokens,
      ...Object.fromEntries(
        keys.map((key) => [key, { value: key, staleAt: now() + 60, expiresAt: now() + 90 }]),
      ),
    },
  });

/** Has Logto answer requests for tokens, one after the other, and the last way from then on. */
function logtoAnswers(...answers: (AuthErrorCode | { iat?: number; accessToken?: string })[]) {
  for (const answer of answers)
    logto.refresh.mockImplementationOnce((...request) => answerOf(answer, ...request));
  const last = answers.at(-1) ?? {};
  logto.refresh.mockImplementation((...request) => answerOf(last, ...request));
}

async function answerOf(
  answer: AuthErrorCode | { iat?: number; accessToken?: string },
  ...[{ claims }, , hooks]: Parameters<typeof refreshTokens>
) {
  hooks.beforeUse();
  await Promise.resolve();
  if (typeof answer === 'string') throw new AuthError(answer);
  const { iat = claims.iat + 1, accessToken = 'new' } = answer;
  return testTokens({ claims: { ...claims, iat }, accessToken });
}

/** The address to which Next sends the browser; otherwise, the result of the work. */
async function outcome(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    const digest = error instanceof Error && 'digest' in error ? String(error.digest) : '';
    const location = /^NEXT_REDIRECT;\w+;(.*);\d+;$/.exec(digest)?.[1];
    if (location === undefined) throw error;
    const query = new URL(location, 'https://app.test').searchParams;
    query.delete('reference');
    return [location.split('?')[0], Object.fromEntries(query), query.getAll('also')];
  }
}

/** Renders a page, and returns where it redirects the browser, or what it shows. */
async function render(work: () => unknown): Promise<unknown> {
  page = {};
  try {
    return await outcome(work);
  } finally {
    page = undefined;
  }
}

const leadsTo = (pathname: string, query: object, also: string[] = []) => [
  pathname,
  also.length > 0 ? { ...query, also: also.at(-1) } : query,
  also,
];
const back = { return_to: '/orders?tab=1' };
const toRefresh = (query: object = {}, also: string[] = []) =>
  leadsTo('/api/logto/refresh', { ...back, ...query }, also);
const toSignIn = leadsTo('/api/logto/sign-in', back);
const toError = (code: AuthErrorCode) => leadsTo('/auth-error', { ...back, code });

const sub = async () => (await requireUser()).sub;

/** Calls a guarded route handler. */
const call = (handler: () => Response | Promise<Response>) =>
  withUser(handler)(new NextRequest('https://app.test/api/x'), { params: Promise.resolve({}) });

const storedError = (code: AuthErrorCode) => () => Promise.reject(new AuthError(code));

describe('the session of a request', () => {
  test('is the newest that any request has brought', async () => {
    const session = await signIn();
    await getStore().put(renewed(session, { claims: { name: 'New' } }));
    expect(await getSessionClaims()).toMatchObject({ name: 'New' });
  });

  test('is none after it has ended', async () => {
    const session = await signIn();
    expect(await isAuthenticated()).toBe(true);
    await getStore().end(session, 'ended');
    expect(await isAuthenticated()).toBe(false);
    expect(await render(sub)).toEqual(toSignIn);
  });

  test('is read once by a page, and once by a handler', async () => {
    await signIn();
    const read = vi.spyOn(getStore(), 'read');
    const look = async () => [await isAuthenticated(), await sub(), await isAuthenticated()];
    await render(look);
    expect(read).toHaveBeenCalledTimes(1);
    await call(async () => Response.json(await look()));
    expect(read).toHaveBeenCalledTimes(2);
  });

  test('is none on a public page while Redis can’t be reached, and any other error is one', async () => {
    await signIn();
    const read = vi.spyOn(getStore(), 'read').mockImplementation(storedError('unavailable'));
    expect(await getSessionClaims()).toBeNull();
    expect(await render(sub)).toEqual(toError('unavailable'));
    read.mockRejectedValue(new Error('a defect'));
    await expect(getSessionClaims()).rejects.toThrow('a defect');
    await expect(render(sub)).rejects.toThrow('a defect');
  });

  test('is missing: pages and actions lead to sign in, and back', async () => {
    expect(await render(sub)).toEqual(toSignIn);
    expect(await outcome(sub)).toEqual(toSignIn);
    expect(await render(fetchUserInfo)).toEqual(toSignIn);
  });
});

describe('a page', () => {
  test('has a cookie without the newest refresh token replaced, once: a browser may take no cookies', async () => {
    const session = await signIn();
    await getStore().put(withRefreshToken(session, 'rotated'));
    expect(await render(sub)).toEqual(toRefresh({ userinfo: 'true' }));
    expect(await render(sub)).toBe(session.claims.sub);
  });

  test('with outdated claims leads to the refresh route', async () => {
    await signIn({}, outdated);
    expect(await render(sub)).toEqual(toRefresh());
    const session = await signIn();
    await getStore().markOutdated([session.claims.sub], session.claims.iat);
    expect(await render(sub)).toEqual(toRefresh());
  });

  test('is served with outdated claims for an hour, after a renewal that failed', async () => {
    for (const [change, isServed] of [
      [outdated, true],
      [longOutdated, false],
    ] as const) {
      const session = await signIn({}, change);
      await getStore()
        .withLock(session.id, storedError('provider_unreachable'))
        .catch(() => 0);
      expect(await render(sub)).toEqual(isServed ? session.claims.sub : toRefresh());
    }
  });

  test('gets all the tokens that it asks for in one visit to the refresh route', async () => {
    await signIn({}, notRecent);
    const tokens = () => Promise.all([getAccessToken(api), getAccessToken(otherApi)]);
    expect(await render(tokens)).toEqual(toRefresh({ resource: api }, [otherApi]));
    expect(await render(() => getOrganizationToken('acme'))).toEqual(
      toRefresh({ organization_id: 'acme' }, [api, otherApi]),
    );
    await signIn({}, () => ({ ...notRecent(), accessTokens: {} }));
    expect(await render(() => getAccessToken())).toEqual(toRefresh({ userinfo: 'true' }));
  });

  test('gets the tokens of last time with its new claims, also after it was interrupted', async () => {
    const keys = [acme, globex].map(tokenKey);
    const session = await signIn({}, withTokens(...keys));
    const one = () => getOrganizationToken('acme');
    const tokens = async () => [await one(), await getOrganizationToken('globex')];
    expect(await render(tokens)).toEqual(keys);
    expect(await render(one)).toBe(keys[0]);
    await getStore().markOutdated([session.claims.sub], session.claims.iat);
    expect(await render(sub)).toEqual(toRefresh({}, keys));
  });

  test('gets no stale token, unless it was renewed just now, or Logto doesn’t answer', async () => {
    const token = () => getOrganizationToken('acme');
    const stale = withStaleToken(acme);
    const session = await signIn({}, (each) => ({ ...notRecent(), ...stale(each) }));
    expect(await render(token)).toEqual(toRefresh({ organization_id: 'acme' }));
    await getStore()
      .withLock(session.id, storedError('provider_unreachable'))
      .catch(() => 0);
    expect(await render(token)).toBe('stale');
    await signIn({}, stale);
    expect(await render(token)).toBe('stale');
  });

  test('does not go in circles for a token that nothing keeps', async () => {
    const omitted = { omitted: [tokenKey(acme)] };
    const token = () => getOrganizationToken('acme');
    await signIn({}, () => omitted);
    expect(await render(token)).toEqual(toError('session_too_large'));
    await signIn({}, () => ({ ...omitted, ...notRecent() }));
    expect(await render(token)).toEqual(toRefresh({ organization_id: 'acme' }));
  });

  test('renews its session once', async () => {
    await signIn();
    expect(await render(refreshSession)).toBeUndefined();
    const session = await signIn({}, notRecent);
    expect(await render(refreshSession)).toEqual(toRefresh());
    await getStore()
      .withLock(session.id, storedError('provider_unreachable'))
      .catch(() => 0);
    expect(await render(refreshSession)).toBeUndefined();
  });

  test('renews a session whose claims an event has outdated, however recent it is', async () => {
    const session = await signIn();
    await getStore().markOutdated([session.claims.sub], session.claims.iat);
    expect(await render(refreshSession)).toEqual(toRefresh());
  });

  test('asks Logto for the user once, and about this user', async () => {
    const session = await signIn();
    logto.userInfo.mockResolvedValue({ sub: session.claims.sub });
    await render(async () => [await fetchUserInfo(), await fetchUserInfo()]);
    expect(logto.userInfo.mock.calls).toEqual([['access', session.claims.sub]]);
  });
});

describe('an action', () => {
  test('renews outdated claims, to after the event, and writes the cookie', async () => {
    for (const act of [sub, refreshSession]) {
      const session = await signIn();
      const { iat } = session.claims;
      await getStore().markOutdated([session.claims.sub], iat);
      logtoAnswers({ iat }, { iat: iat + 1 });
      await act();
      expect((await readSession(cookies))?.claims.iat).toBe(iat + 1);
    }
  });

  test('uses outdated claims for an hour while Logto doesn’t answer', async () => {
    const session = await signIn({}, outdated);
    logtoAnswers('provider_unreachable');
    expect(await outcome(sub)).toBe(session.claims.sub);
    await signIn({}, longOutdated);
    expect(await outcome(sub)).toEqual(toError('provider_unreachable'));
    await signIn({}, outdated);
    logtoAnswers('client_refused');
    expect(await outcome(sub)).toEqual(toError('client_refused'));
  });

  test('uses newer claims that Logto sent before it failed', async () => {
    const session = await signIn({}, longOutdated);
    const { sub: user, iat } = session.claims;
    await getStore().markOutdated([user], iat);
    logtoAnswers({ iat });
    expect(await outcome(sub)).toBe(user);
  });

  test('gets a fresh token from the session, and any other from Logto', async () => {
    const token = () => getOrganizationToken('acme');
    await signIn({}, withTokens(tokenKey(acme)));
    const lock = vi.spyOn(getStore(), 'withLock');
    expect(await token()).toBe(tokenKey(acme));
    expect(lock).not.toHaveBeenCalled(); // a renewal in progress delays nobody
    await signIn({}, withStaleToken(acme));
    logtoAnswers({ accessToken: 'fresh' });
    expect(await token()).toBe('fresh');
    expect(logto.refresh.mock.calls[0]?.[1]).toEqual(acme);
  });

  test('gets an older token only while Logto doesn’t answer', async () => {
    const token = () => getOrganizationToken('acme');
    await signIn({}, withStaleToken(acme));
    logtoAnswers('provider_unreachable');
    expect(await outcome(token)).toBe('stale');
    logtoAnswers('access_denied');
    expect(await outcome(token)).toEqual(toError('access_denied'));
    await signIn();
    logtoAnswers('provider_unreachable');
    expect(await outcome(token)).toEqual(toError('provider_unreachable'));
  });

  test('gets no token for what is not configured, and Logto is not asked', async () => {
    await signIn();
    expect(await outcome(() => getAccessToken('https://x.test'))).toEqual(
      toError('invalid_target'),
    );
    expect(await outcome(() => getOrganizationToken(''))).toEqual(toError('invalid_request'));
    expect(logto.refresh).not.toHaveBeenCalled();
  });

  test('writes the cookie with a rotated token, even if the answer is refused otherwise', async () => {
    await signIn({}, outdated);
    logto.refresh.mockImplementation(async (_session, _target, hooks) => {
      await hooks.onRotated('rotated');
      throw new AuthError('invalid_response');
    });
    expect(await outcome(sub)).toEqual(toError('invalid_response'));
    expect((await readSession(cookies))?.refreshToken).toBe('rotated');
  });

  test('writes no cookie for a session that the browser has replaced in the meantime', async () => {
    const session = await signIn({}, longOutdated);
    const before = cookies.getAll();
    logto.refresh.mockImplementation(async (...request) => {
      await getStore().end(session, 'replaced');
      return answerOf({}, ...request);
    });
    expect(await outcome(sub)).toEqual(toError('session_replaced'));
    expect(cookies.getAll()).toEqual(before);
  });

  test('whose session Logto has ended removes the cookie, and leads to sign in', async () => {
    await signIn({}, outdated);
    logtoAnswers('session_ended');
    expect(await outcome(sub)).toEqual(toSignIn);
    expect(cookies.getAll()).toEqual([]);
    await signIn({}, outdated);
    vi.spyOn(getStore(), 'end').mockImplementation(storedError('unavailable'));
    expect(await outcome(refreshSession)).toEqual(toSignIn);
  });

  test('that can write no cookie any more continues; any other error is one', async () => {
    const session = await signIn({}, outdated);
    logtoAnswers({});
    vi.spyOn(cookies, 'set').mockImplementation(() => {
      throw new Error('Cookies can only be modified in a Server Action or Route Handler.');
    });
    expect(await outcome(sub)).toBe(session.claims.sub);
    await signIn({}, outdated);
    vi.spyOn(cookies, 'set').mockImplementation(() => {
      throw new Error('a defect');
    });
    await expect(outcome(sub)).rejects.toThrow('a defect');
  });
});

describe('a route handler', () => {
  test('sees what it has renewed, and its answer has the cookie', async () => {
    const session = await signIn();
    const before = cookies.getAll();
    logtoAnswers({ iat: 7 });
    const answer = await call(async () => {
      await refreshSession();
      expect(cookies.getAll()).toEqual(before);
      return Response.json((await getSessionClaims())?.iat);
    });
    expect(await answer.json()).toBe(7);
    expect((await readSession(cookies))?.generation).toBe(session.generation + 1);
  });

  test('sees that its session has ended', async () => {
    await signIn();
    logtoAnswers('session_ended');
    const answer = await call(async () => {
      await refreshSession().catch(() => undefined);
      return Response.json(await isAuthenticated());
    });
    expect(await answer.json()).toBe(false);
  });

  test('has the cookie in its answer although Redis was lost in the meantime', async () => {
    const session = await signIn();
    logtoAnswers({});
    await call(async () => {
      await refreshSession();
      vi.spyOn(getStore(), 'read').mockImplementation(storedError('unavailable'));
      return new Response();
    });
    expect((await readSession(cookies))?.generation).toBe(session.generation + 1);
  });

  test('is answered although the session no longer fits into its cookies', async () => {
    const session = await signIn();
    const before = cookies.getAll();
    logto.refresh.mockImplementation(async (_session, _target, hooks) => {
      await hooks.onRotated('x'.repeat(9_000));
      return testTokens({ claims: session.claims });
    });
    const answer = await call(async () => {
      await refreshSession();
      return new Response('done');
    });
    expect(await answer.text()).toBe('done');
    expect(cookies.getAll()).toEqual(before);
  });

  test('that removes the cookie answers this browser alone', async () => {
    await signIn();
    logtoAnswers('session_ended');
    const headers = { 'cache-control': 'public, max-age=60' };
    const answer = await call(async () => {
      await refreshSession().catch(() => undefined);
      expect(await isAuthenticated()).toBe(false);
      return new Response('public', { headers });
    });
    expect(cookies.getAll()).toEqual([]);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  });

  test('refuses in JSON', async () => {
    await signIn();
    logtoAnswers('access_denied');
    const answer = await call(async () => new Response(await getOrganizationToken('acme')));
    expect([answer.status, await answer.json()]).toEqual([403, { error: 'access_denied' }]);
  });
});

describe('the cookie of an ended session', () => {
  test('is removed once: a new sign-in may have replaced it since', async () => {
    const session = await signIn();
    await clearEndedSession(session);
    expect(cookies.getAll()).toEqual([]);
    await signIn();
    const before = cookies.getAll();
    await clearEndedSession(session);
    expect(cookies.getAll()).toEqual(before);
  });

  test('is not removed after the answer', async () => {
    const session = await signIn();
    const before = cookies.getAll();
    let later: Promise<void> | undefined;
    await runHandler(() => {
      later = new Promise((resolve) => setImmediate(resolve)).then(() =>
        clearEndedSession(session),
      );
      return Promise.resolve(new Response());
    });
    await later;
    expect(cookies.getAll()).toEqual(before);
  });
});

describe('a page that requires', () => {
  const mfa = 'urn:logto:acr:mfa';
  const forbidden = (query: object) => leadsTo('/forbidden', query);

  test('a role, a membership or a permission names the one that is missing', async () => {
    await signIn({ organizations: ['acme'] }, (session) => {
      const value = new UnsecuredJWT({
        ...session.claims,
        aud: 'a',
        scope: 'read:bills-of-others',
      }).encode();
      const token = { value, staleAt: now() + 60, expiresAt: now() + 90 };
      return { accessTokens: { [tokenKey(acme)]: token } };
    });
    expect(await render(() => requireUser({ role: 'admin' }))).toEqual(
      forbidden({ role: 'admin' }),
    );
    const required = (organization: { id: string; role?: string; permission?: string }) =>
      render(() => requireUser({ organization }));
    expect(await required({ id: 'globex' })).toEqual(forbidden({ organization: 'globex' }));
    expect(await required({ id: 'acme', role: 'owner' })).toEqual(
      forbidden({ organization: 'acme', role: 'owner' }),
    );
    expect(await required({ id: 'acme', permission: 'read:bills' })).toEqual(
      forbidden({ organization: 'acme', permission: 'read:bills' }),
    );
  });

  test('what the cookie had no space for doesn’t say that it is missing', async () => {
    const requirements = {
      roles: { role: 'admin' },
      organizations: { organization: { id: 'globex' } },
      organization_roles: { organization: { id: 'acme', role: 'owner' } },
    };
    for (const [claim, requirement] of Object.entries(requirements)) {
      await signIn({ organizations: ['acme'] }, () => ({ omitted: [claim] }));
      expect(await render(() => requireUser(requirement))).toEqual(toError('session_too_large'));
    }
  });

  test('a permission says that a membership has ended', async () => {
    await signIn({ organizations: ['acme'] });
    logtoAnswers('access_denied');
    const organization = { id: 'acme', permission: 'read:bills' };
    expect(await outcome(() => requireUser({ organization }))).toEqual(
      forbidden({ organization: 'acme' }),
    );
  });

  test('a recent or a strong sign-in leads to one, and back', async () => {
    await signIn();
    const step = (query: object) => leadsTo('/api/logto/sign-in', query);
    expect(await render(() => requireUser({ maxAge: 300, acr: mfa }))).toEqual(
      step({ max_age: '300', acr_values: mfa, ...back }),
    );
    expect(await render(() => requireUser({ acr: mfa }, { returnTo: '/next' }))).toEqual(
      step({ acr_values: mfa, return_to: '/next' }),
    );
  });
});
