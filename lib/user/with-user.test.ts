import { UnsecuredJWT } from 'jose';
import { notFound, redirect } from 'next/navigation';
import { NextRequest } from 'next/server';
import { describe, expect, test, vi } from 'vitest';
import { getOrganizationToken } from '../auth';
import { AuthError } from '../errors';
import type { Authentication } from '../logto/authentication';
import { tokenKeyOf } from '../logto/token-target';
import { renewSession, startSession } from '../session/session-changes';
import { writeSession } from '../session/session-cookie';
import { testCookies } from '../session/test-cookies';
import { now } from '../process/clock';
import { requireUser } from './require-user';
import type { Requirement } from './requirement';
import { withUser } from './with-user';

/** What the browser has, and sends along. */
let cookies = testCookies();

const jwt = (claims: Record<string, unknown>) =>
  new UnsecuredJWT({ iss: 'i', aud: 'a', sub: 'u', exp: 2, iat: 1, ...claims }).encode();

/** @param scopes of the organization tokens in the session, by organization */
async function signInAs(
  claims: Record<string, unknown>,
  scopes: Record<string, string> = {},
  authentication: Authentication = {},
) {
  const tokens = {
    origin: { sub: 'u', iat: 1 },
    authentication,
    idToken: jwt(claims),
    idTokenLifetimeSeconds: 3600,
    refreshToken: 'refresh',
    accessToken: { value: 'access', lifetimeSeconds: 3600 },
  };
  cookies = testCookies();
  let session = startSession('id', tokens, '');
  for (const [organizationId, scope] of Object.entries(scopes)) {
    const accessToken = { value: jwt({ scope }), lifetimeSeconds: 3600 };
    session = renewSession(session, { ...tokens, accessToken }, tokenKeyOf({ organizationId }));
  }
  await writeSession(cookies, session, ['']);
}

const ours = { BASE_URL: 'https://app.test' };

type Init = ConstructorParameters<typeof NextRequest>[1];

function call(handler: ReturnType<typeof withUser>, params = {}, init: Init = {}) {
  const request = new NextRequest(`${ours.BASE_URL}/api/x`, init);
  for (const { name, value } of cookies.getAll()) request.cookies.set(name, value);
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

test('redirect() and notFound() of the handler reach Next', async () => {
  await signInAs({});
  await expect(call(withUser(() => redirect('/x')))).rejects.toThrow('NEXT_REDIRECT');
  await expect(call(withUser(() => notFound()))).rejects.toThrow('NEXT_HTTP_ERROR_FALLBACK;404');
});

test('a token is not renewed once the answer is made: the session’s new cookie would be lost', async () => {
  await signInAs({});
  let goOn: Promise<string> | undefined;
  const handler = withUser(() => {
    goOn = new Promise((resolve) => setImmediate(resolve)).then(() => getOrganizationToken('acme'));
    return new Response();
  });
  const answer = await call(handler);
  expect(answer.status).toBe(200);
  await expect(goOn).rejects.toThrow('Get it before the handler returns');
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

  test('is told in JSON by requireUser within the handler, too', async () => {
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
});
