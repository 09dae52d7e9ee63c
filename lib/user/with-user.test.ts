import { UnsecuredJWT } from 'jose';
import { notFound, redirect } from 'next/navigation';
import { NextRequest } from 'next/server';
import { expect, test, vi } from 'vitest';
import { AuthError } from '../errors';
import { startSession } from '../session/session';
import { writeSession } from '../session/session-cookie';
import { testCookies } from '../session/test-cookies';
import { withUser } from './with-user';

// Next gives a request's cookies only inside its server.
const request = vi.hoisted((): { cookies?: unknown } => ({}));
vi.mock('next/headers', () => ({ cookies: () => Promise.resolve(request.cookies) }));

async function signInAs(claims: Record<string, unknown>) {
  const idToken = new UnsecuredJWT({ iss: 'i', aud: 'a', sub: 'u', exp: 2, iat: 1, ...claims });
  const tokens = {
    origin: { sub: 'u', iat: 1 },
    idToken: idToken.encode(),
    idTokenLifetime: 3600,
    refreshToken: 'refresh',
    accessToken: { value: 'access', lifetime: 3600 },
  };
  const cookies = testCookies();
  await writeSession(cookies, startSession('id', tokens, ''), '');
  request.cookies = cookies;
}

const call = (handler: ReturnType<typeof withUser>, params = {}) =>
  handler(new NextRequest('https://app.test/api/x'), { params: Promise.resolve(params) });

const whoAmI = withUser(async (_request, { user, params }) =>
  Response.json({ sub: user.sub, params: await params }),
);

test('the handler gets the user and the route’s parameters', async () => {
  await signInAs({});
  const answer = await call(whoAmI, { id: '7' });
  expect(await answer.json()).toEqual({ sub: 'u', params: { id: '7' } });
});

test('without a session: 401, and the handler does not run', async () => {
  request.cookies = testCookies();
  const handler = vi.fn(() => new Response());
  const answer = await call(withUser(handler));
  expect(answer.status).toBe(401);
  expect(await answer.json()).toEqual({ error: 'not_authenticated' });
  expect(handler).not.toHaveBeenCalled();
});

test('without the role: 403; with it: the handler’s answer', async () => {
  const guarded = withUser(() => new Response('welcome'), { role: 'admin' });
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

test('redirect() and notFound() of the handler reach Next', async () => {
  await signInAs({});
  await expect(call(withUser(() => redirect('/x')))).rejects.toThrow('NEXT_REDIRECT');
  await expect(call(withUser(() => notFound()))).rejects.toThrow('NEXT_HTTP_ERROR_FALLBACK;404');
});
