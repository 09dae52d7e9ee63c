import { UnsecuredJWT } from 'jose';
import { notFound, redirect } from 'next/navigation';
import { NextRequest } from 'next/server';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { getOrganizationToken } from '../auth';
import { now } from '../clock';
import { AuthError } from '../errors';
import type { Authentication } from '../logto/authentication';
import { tokenKey } from '../logto/token-target';
import { renewSession, startSession, type Session } from '../session/session';
import { writeSession } from '../session/session-cookie';
import { getStore } from '../session/store';
import { testCookies } from '../session/test-cookies';
import { requireUser } from './require-user';
import type { Requirement } from './requirement';
import { withUser } from './with-user';

/** The browser's cookies, as Next gives them to the request and takes them from its answer. */
let cookies = testCookies();

vi.mock('next/headers', () => ({
  cookies: () => Promise.resolve(cookies),
  headers: () => Promise.resolve(new Headers()),
}));

const idToken = { iss: 'i', aud: 'a', sub: 'u', exp: 2, iat: 1 };

/** @param scopes of the organization tokens in the session, by organization */
async function signInAs(
  claims: Record<string, unknown>,
  scopes: Record<string, string> = {},
  authentication: Authentication = {},
): Promise<Session> {
  const tokens = {
    claims: { ...idToken, ...claims, ...authentication },
    idTokenLifetimeSeconds: 3600,
    refreshToken: 'refresh',
    accessToken: { value: 'access', lifetimeSeconds: 3600 },
  };
  cookies = testCookies();
  let session = startSession(crypto.randomUUID(), tokens);
  for (const [organizationId, scope] of Object.entries(scopes)) {
    const value = new UnsecuredJWT({ ...idToken, scope }).encode();
    const accessToken = { value, lifetimeSeconds: 3600 };
    session = renewSession(session, { ...tokens, accessToken }, tokenKey({ organizationId }));
  }
  await writeSession(cookies, session);
  return session;
}

/** Signs in, and renews the session where the browser didn't get the new cookie: the next answer brings it. */
async function signInBehind(): Promise<Session> {
  const session = await signInAs({});
  await getStore().put({ ...session, generation: session.generation + 1, refreshToken: 'next' });
  return session;
}

beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue();
});

const ours = { BASE_URL: 'https://app.test' };

type Init = ConstructorParameters<typeof NextRequest>[1];

function call(handler: ReturnType<typeof withUser>, params = {}, init: Init = {}) {
  const request = new NextRequest(`${ours.BASE_URL}/api/x`, init);
  return handler(request, { params: Promise.resolve(params) });
}

const whoAmI = withUser(async (_request, { user, params }) =>
  Response.json({ sub: user.sub, params: await params }),
);

test('the handler gets the user and the route’s parameters', async () => {
  await signInAs({});
  const answer = await call(whoAmI, { id: '7' });
  expect(await answer.json()).toEqual({ sub: 'u', params: { id: '7' } });
});

test('without a session: 401, and the handler does not run', async () => {
  cookies = testCookies();
  const handler = vi.fn(() => new Response());
  const answer = await call(withUser(handler));
  expect(answer.status).toBe(401);
  expect(await answer.json()).toEqual({ error: 'not_authenticated' });
  expect(handler).not.toHaveBeenCalled();
});

test('without the role: 403; with it: the handler’s answer', async () => {
  const guarded = withUser(() => new Response('welcome'), {
    require: { role: 'admin' },
  });
  await signInAs({ roles: ['viewer'] });
  const refused = await call(guarded);
  expect(refused.status).toBe(403);
  expect(await refused.json()).toEqual({ error: 'forbidden' });
  await signInAs({ roles: ['viewer', 'admin'] });
  expect(await (await call(guarded)).text()).toBe('welcome');
});

test('an AuthError of the handler becomes its answer', async () => {
  await signInAs({});
  const answer = await call(
    withUser(() => {
      throw new AuthError('provider_unreachable');
    }),
  );
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('5');
});

test('what does not fit the session is a limit of this app, not a failure of Logto', async () => {
  await signInAs({});
  const answer = await call(
    withUser(() => {
      throw new AuthError('session_too_large');
    }),
  );
  expect(answer.status).toBe(507);
  expect(await answer.json()).toEqual({ error: 'session_too_large' });
});

/** The errors of `forbidden()` and `unauthorized()` with `authInterrupts`. */
function throwFallback(status: number): never {
  throw Object.assign(new Error(), { digest: `NEXT_HTTP_ERROR_FALLBACK;${status}` });
}

test('redirect(), notFound() and the like are answered as Next would, with the session’s cookie and for this browser alone', async () => {
  const answers: [number, () => never][] = [
    [307, () => redirect('/x;y?z=1;2')],
    [404, () => notFound()],
    [403, () => throwFallback(403)],
  ];
  for (const [status, end] of answers) {
    await signInBehind();
    const before = cookies.getAll();
    const answer = await call(withUser(end));
    expect(answer.status).toBe(status);
    expect(answer.headers.get('location')).toBe(status === 307 ? '/x;y?z=1;2' : null);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(cookies.getAll()).not.toEqual(before);
  }
});

test('what Next throws to say that a route is dynamic reaches Next', async () => {
  const signal = Object.assign(new Error('dynamic'), { digest: 'DYNAMIC_SERVER_USAGE' });
  await signInAs({});
  const handler = withUser(() => {
    throw signal;
  });
  await expect(call(handler)).rejects.toBe(signal);
});

test('after the answer no cookie is set: it would be lost, or leave with another’s headers', async () => {
  let later: Promise<string> | undefined;
  await signInAs({}, { acme: 'read:x' });
  const handler = withUser(() => {
    later = new Promise((resolve) => setImmediate(resolve)).then(() =>
      getOrganizationToken('acme'),
    );
    return new Response();
  });
  await call(handler);
  const before = cookies.getAll();
  await later;
  expect(cookies.getAll()).toEqual(before);
});

describe('what a route requires', () => {
  const ofOrganization = withUser(() => new Response('welcome'), {
    require: ({ id }: { id?: string }) => ({
      organization: { id: id ?? '', role: 'owner', permission: 'read:bills' },
    }),
  });
  const statusFor = async (id: string) => (await call(ofOrganization, { id })).status;
  const memberships = {
    organizations: ['acme', 'globex', 'hooli'],
    organization_roles: ['acme:owner', 'hooli:owner'],
  };

  test('may depend on its parameters, and each half is refused by itself', async () => {
    await signInAs(memberships, {
      acme: 'write:x read:bills',
      hooli: 'read:bill',
      globex: 'read:bills',
    });
    expect(await statusFor('acme')).toBe(200);
    expect(await statusFor('globex')).toBe(403); // no role
    expect(await statusFor('hooli')).toBe(403); // no permission
    expect(await statusFor('initech')).toBe(403); // no membership
    expect(await statusFor('')).toBe(400); // no organization
  });

  test('is answered in JSON by requireUser within the handler, too', async () => {
    await signInAs({});
    const answer = await call(
      withUser(async () => {
        await requireUser({ organization: { id: 'acme' } });
        return new Response('welcome');
      }),
    );
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({ error: 'forbidden' });
  });
});

describe('how recently and how strongly one must have signed in', () => {
  const mfa = 'urn:logto:acr:mfa';
  const answerFor = async (require: Requirement, authentication: Authentication) => {
    await signInAs({ roles: ['admin'] }, {}, authentication);
    const answer = await call(withUser(() => Response.json('welcome'), { require }));
    const body: unknown = await answer.json();
    return [answer.status, body];
  };

  test('too old, too weak or unknown: 401, and the way to sign in', async () => {
    const old = { auth_time: now() - 3600, acr: 'urn:logto:acr:1fa' };
    const cases: [Requirement, Authentication, signIn: string][] = [
      [{ maxAge: 300 }, old, 'max_age=300'],
      [{ maxAge: 0 }, {}, 'max_age=0'],
      [{ acr: mfa }, old, 'acr_values=urn%3Alogto%3Aacr%3Amfa'],
      [{ maxAge: 7200, acr: mfa }, old, 'max_age=7200&acr_values=urn%3Alogto%3Aacr%3Amfa'],
    ];
    for (const [require, authentication, query] of cases)
      expect(await answerFor(require, authentication)).toEqual([
        401,
        { error: 'step_up_required', sign_in: `/api/logto/sign-in?${query}` },
      ]);
  });

  test('enough: the handler’s answer', async () => {
    const authentication = { auth_time: now(), acr: mfa };
    const required = { maxAge: 0, acr: 'urn:logto:acr:1fa', role: 'admin' };
    expect(await answerFor(required, authentication)).toEqual([200, 'welcome']);
  });

  test('matters only to who has the rights', async () => {
    expect(await answerFor({ maxAge: 0, role: 'owner' }, {})).toEqual([
      403,
      { error: 'forbidden' },
    ]);
  });

  test('an impossible age is refused', async () => {
    expect(await answerFor({ maxAge: NaN }, { auth_time: now() })).toEqual([
      400,
      { error: 'invalid_request' },
    ]);
  });
});

describe('a request that changes something', () => {
  const origins: [number, Record<string, string>][] = [
    [200, { origin: ours.BASE_URL }],
    [200, { 'sec-fetch-site': 'same-origin' }],
    [403, { origin: 'https://evil.test', 'sec-fetch-site': 'same-origin' }],
    [403, { origin: 'https://sub.app.test' }],
    [403, { origin: 'null' }],
    [403, { 'sec-fetch-site': 'same-site' }],
    [403, {}],
  ];

  test.each(origins)('is answered with %i where it comes with %j', async (status, headers) => {
    await signInAs({});
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const handler = vi.fn(() => new Response());
      const answer = await call(withUser(handler), {}, { method, headers });
      expect(answer.status).toBe(status);
      expect(handler).toHaveBeenCalledTimes(status === 200 ? 1 : 0);
      if (status === 403) expect(await answer.json()).toEqual({ error: 'cross_origin' });
    }
  });

  test('is none by GET', async () => {
    await signInAs({});
    const headers = { origin: 'https://evil.test' };
    expect((await call(whoAmI, {}, { headers })).status).toBe(200);
  });
});

describe('an answer', () => {
  const answerOf = async (response: Response) => {
    await signInAs({});
    return call(withUser(() => response));
  };

  test('is for this browser alone, also where its headers can’t be changed', async () => {
    const fetched = await fetch('data:text/plain,hello');
    expect(() => {
      fetched.headers.set('x', 'y');
    }).toThrow();
    for (const response of [fetched, Response.json({}), new Response(null, { status: 204 })]) {
      const answer = await answerOf(response);
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      expect(answer.headers.get('vary')).toBe('Cookie');
      expect(answer.status).toBe(response.status);
    }
  });

  test('keeps what the handler says', async () => {
    const headers = { 'cache-control': 'private, max-age=60', vary: 'Accept' };
    const response = new Response('hello', { status: 201, headers });
    response.headers.append('set-cookie', 'a=1');
    response.headers.append('set-cookie', 'b=2');
    const answer = await answerOf(response);
    expect(answer.headers.get('cache-control')).toBe('private, max-age=60');
    expect(answer.headers.get('vary')).toBe('Accept, Cookie');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect([answer.status, await answer.text()]).toEqual([201, 'hello']);
  });

  test('that several requests share keeps no header of any of them', async () => {
    const shared = new Response(null, { status: 204 });
    await signInBehind();
    expect(await call(withUser(() => shared))).not.toBe(shared);
    expect([...shared.headers]).toEqual([]);
  });

  test('with the session’s cookie is private, whatever the handler or an upstream says', async () => {
    const headers = {
      'cache-control': 'public, max-age=60',
      'cdn-cache-control': 'max-age=60',
      'vercel-cdn-cache-control': 'max-age=60',
      'surrogate-control': 'max-age=60',
      expires: 'Thu, 01 Jan 2099 00:00:00 GMT',
      'x-other': 'stays',
    };
    await signInBehind();
    const answer = await call(withUser(() => new Response('x', { headers })));
    expect([...answer.headers].filter(([name]) => /control|expires|x-other/.test(name))).toEqual([
      ['cache-control', 'private, no-store'],
      ['x-other', 'stays'],
    ]);
  });

  test('carries no cookie of a session that the browser has replaced while the handler ran', async () => {
    const session = await signInBehind();
    const before = cookies.getAll();
    const headers = { 'cache-control': 'public, max-age=60' };
    const handler = withUser(async () => {
      await getStore().end(session, 'replaced');
      return new Response('x', { headers });
    });
    expect((await call(handler)).headers.get('cache-control')).toBe('public, max-age=60');
    expect(cookies.getAll()).toEqual(before);
  });
});
