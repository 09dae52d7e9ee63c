import { unstable_doesMiddlewareMatch } from 'next/experimental/testing/server';
import { NextRequest, NextResponse } from 'next/server';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type * as owners from '@/app/request-middleware';
import { cookieName } from '@/lib/session/cookies';
import { writeSession } from '@/lib/session/session-cookie';
import { testCookies } from '@/lib/session/test-cookies';
import { testSession } from '@/lib/session/test-sessions';
import { config, middleware } from '@/middleware';

/** The owner's own middleware, and further sources, of one test. */
const owner = vi.hoisted(() => ({
  answer: undefined as typeof owners.requestMiddleware | undefined,
  imageSources: [] as string[],
}));

vi.mock('@/app/request-middleware', () => ({
  requestMiddleware: (request: NextRequest) => owner.answer?.(request),
}));
vi.mock('@/app/content-security-policy', () => ({
  extraSources: { 'img-src': owner.imageSources },
}));

beforeEach(() => {
  owner.answer = undefined;
});

const origin = 'https://app.test';

const answerTo = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  middleware(new NextRequest(`${origin}${path}`, { method, headers }));

/** Returns the header `Cookie` of a signed-in user. */
async function signedIn(): Promise<Record<string, string>> {
  const cookies = testCookies();
  await writeSession(cookies, testSession());
  const pairs = cookies.getAll().map(({ name, value }) => `${name}=${value}`);
  return { cookie: pairs.join('; ') };
}

test('strangers are sent to sign in, and back to the address', async () => {
  const answer = await answerTo('/profile/7?tab=1');
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(
    `${origin}/api/logto/sign-in?return_to=%2Fprofile%2F7%3Ftab%3D1`,
  );
});

test('Next’s router gets 401, and a server action the way to sign in', async () => {
  const answer = await answerTo('/profile', { 'sec-fetch-mode': 'cors', accept: '*/*' });
  expect(answer.status).toBe(401);
  expect(answer.headers.get('location')).toBeNull();
  expect(answer.headers.get('x-action-redirect')).toBe(
    '/api/logto/sign-in?return_to=%2Fprofile;push',
  );
});

test('a form without JavaScript is sent to sign in as a document', async () => {
  const headers = { 'sec-fetch-mode': 'navigate', origin, accept: 'text/html' };
  expect((await answerTo('/profile', headers, 'POST')).status).toBe(303);
});

test('users see the page, and strangers see public ones', async () => {
  expect((await answerTo('/profile', await signedIn())).status).toBe(200);
  expect((await answerTo('/')).status).toBe(200);
  const damaged = { cookie: `${cookieName('logto-session')}=rubbish` };
  expect((await answerTo('/profile', damaged)).status).toBe(303);
});

test('a server action is called by pages of the app alone', async () => {
  const user = await signedIn();
  const statusFor = async (headers: Record<string, string>, method: string) =>
    (await answerTo('/profile', { ...user, ...headers }, method)).status;
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect(await statusFor({ origin }, method)).toBe(200);
    expect(await statusFor({ origin: 'https://evil.test' }, method)).toBe(403);
    expect(await statusFor({}, method)).toBe(403);
  }
  expect(await statusFor({ origin: 'https://evil.test' }, 'GET')).toBe(200);
});

test('another server may post: it has no origin and no cookie', async () => {
  expect((await answerTo('/webhooks/payments', {}, 'POST')).status).toBe(200);
  for (const headers of [{ origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { cookie: 'a=b' }])
    expect((await answerTo('/webhooks/payments', headers, 'POST')).status).toBe(403);
});

test('a form of another site leads to the page, without what was posted', async () => {
  const headers = { origin: 'https://pay.test', 'sec-fetch-mode': 'navigate', accept: 'text/html' };
  for (const user of [{}, await signedIn()]) {
    const answer = await answerTo('/profile?paid=1', { ...headers, ...user }, 'POST');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`${origin}/profile?paid=1`);
  }
});

test('malformed encoding is refused', async () => {
  expect((await answerTo('/%E0')).status).toBe(400);
  expect((await answerTo('/%E0', await signedIn())).status).toBe(400);
});

test('a page knows its address, whatever the request says', async () => {
  const answer = await answerTo('/?tab=1', { 'x-request-path': '/elsewhere' });
  expect(answer.headers.get('x-middleware-request-x-request-path')).toBe('/?tab=1');
});

test('every page has its own nonce, and Next and the browser know the same policy', async () => {
  const [one, other] = await Promise.all([answerTo('/'), answerTo('/')]);
  const policy = one.headers.get('content-security-policy');
  expect(policy).toMatch(/'nonce-[\w-]{36}'/);
  expect(one.headers.get('x-middleware-request-content-security-policy')).toBe(policy);
  expect(other.headers.get('content-security-policy')).not.toBe(policy);
});

test('the page that says what is forbidden has the status 403', async () => {
  expect((await answerTo('/forbidden?role=admin')).status).toBe(403);
  expect((await answerTo('/forbidden/')).status).toBe(403);
  expect((await answerTo('/forbidden/x')).status).toBe(200);
});

test('on https, browsers are told to stay there', async () => {
  expect((await answerTo('/')).headers.get('strict-transport-security')).toMatch(/^max-age=\d+$/);
});

test('runs for every address that may be a page', () => {
  const runsFor = (url: string) => unstable_doesMiddlewareMatch({ config, nextConfig: {}, url });
  for (const path of ['/', '/profile', '/api', '/_next/image/notes', '/_next/static'])
    expect(runsFor(path), path).toBe(true);
  for (const path of ['/api/me', '/_next/static/chunks/x.js'])
    expect(runsFor(path), path).toBe(false);
});

test('two hundred cookies are too many', async () => {
  const cookies = (count: number) => ({ cookie: Array(count).fill('a=b').join('; ') });
  expect((await answerTo('/', cookies(200))).status).toBe(200);
  expect((await answerTo('/', cookies(201))).status).toBe(431);
});

describe('the owner’s own middleware', () => {
  const passedOn = (answer: Response) => ({
    names: answer.headers.get('x-middleware-override-headers')?.split(','),
    policy: answer.headers.get('x-middleware-request-content-security-policy'),
    path: answer.headers.get('x-middleware-request-x-request-path'),
  });

  /** Expects that browser and page know the policy, and the page its path. */
  function expectPage(answer: Response, path: string) {
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("'nonce-");
    expect(answer.headers.has('strict-transport-security')).toBe(true);
    expect(passedOn(answer)).toMatchObject({ policy, path });
    for (const name of ['content-security-policy', 'x-request-path'])
      expect(passedOn(answer).names?.filter((each) => each === name)).toEqual([name]);
  }

  test('runs after the guard, and sees the request', async () => {
    const seen: string[] = [];
    owner.answer = ({ nextUrl }) => {
      seen.push(nextUrl.pathname);
      return undefined;
    };
    expect((await answerTo('/profile')).status).toBe(303);
    expect(seen).toEqual([]);
    expectPage(await answerTo('/profile', await signedIn()), '/profile');
    expect(seen).toEqual(['/profile']);
  });

  test('may answer with cookies and headers, for the browser and for the page', async () => {
    owner.answer = ({ headers }) => {
      const forPage = new Headers(headers);
      forPage.set('x-language', 'de');
      const response = NextResponse.next({ request: { headers: forPage } });
      response.cookies.set('language', 'de');
      response.headers.set('x-own', '1');
      return response;
    };
    const answer = await answerTo('/', { accept: 'text/html' });
    expectPage(answer, '/');
    expect(answer.headers.get('x-middleware-request-x-language')).toBe('de');
    expect(answer.headers.get('x-middleware-request-accept')).toBe('text/html');
    expect(answer.headers.get('set-cookie')).toContain('language=de');
    expect(answer.headers.get('x-own')).toBe('1');
  });

  test('may choose the page’s headers alone, or change those of the request', async () => {
    owner.answer = () =>
      NextResponse.next({ request: { headers: new Headers({ 'x-only': '1' }) } });
    const only = await answerTo('/', { accept: 'text/html' });
    expectPage(only, '/');
    expect(passedOn(only).names).toEqual(['x-only', 'content-security-policy', 'x-request-path']);
    owner.answer = ({ headers }) => {
      headers.set('x-language', 'de');
      headers.set('content-security-policy', "script-src 'unsafe-inline'");
      return undefined;
    };
    const changed = await answerTo('/', { accept: 'text/html' });
    expectPage(changed, '/');
    expect(changed.headers.get('x-middleware-request-x-language')).toBe('de');
    expect(passedOn(changed).names).toContain('accept');
  });

  test('may redirect or answer by itself', async () => {
    owner.answer = ({ url }) => NextResponse.redirect(new URL('/de', url), 307);
    const redirect = await answerTo('/');
    expect([redirect.status, redirect.headers.get('location')]).toEqual([307, `${origin}/de`]);
    expect(redirect.headers.get('content-security-policy')).toContain("'nonce-");
    expect(passedOn(redirect).names).toBeUndefined();
    owner.answer = () => NextResponse.json({ closed: true }, { status: 503 });
    const closed = await answerTo('/forbidden');
    expect([closed.status, await closed.text()]).toEqual([503, '{"closed":true}']);
  });

  test('may rewrite, but not to a page that needs a session which is missing', async () => {
    owner.answer = ({ nextUrl }) =>
      NextResponse.rewrite(new URL(`/profile${nextUrl.pathname}`, nextUrl.href));
    const refused = await answerTo('/seven');
    expect(refused.status).toBe(303);
    expect(refused.headers.get('location')).toContain('return_to=%2Fseven');
    const answer = await answerTo('/seven', await signedIn());
    expect(answer.headers.get('x-middleware-rewrite')).toBe(`${origin}/profile/seven`);
    expectPage(answer, '/seven');
    owner.answer = ({ nextUrl }) => NextResponse.rewrite(new URL('/about', nextUrl.href));
    expectPage(await answerTo('/seven'), '/seven');
    const status = (await answerTo('/forbidden')).status;
    expect(status).toBe(403);
  });

  test('may give the same answer to several requests: none gets the headers of another', async () => {
    for (const answer of [NextResponse.next(), NextResponse.rewrite(`${origin}/about`)]) {
      owner.answer = () => answer;
      const user = await signedIn();
      const theirs = await answerTo('/', user);
      expect(theirs.headers.get('x-middleware-request-cookie')).toBe(user['cookie']);
      const strangers = await answerTo('/', { accept: 'text/html' });
      expectPage(strangers, '/');
      expect(strangers.headers.get('x-middleware-request-cookie')).toBeNull();
      expect(passedOn(strangers).names).not.toContain('cookie');
    }
  });

  test('that throws leaves the request without an answer', async () => {
    owner.answer = () => {
      throw new Error('own');
    };
    await expect(answerTo('/')).rejects.toThrow('own');
    expect((await answerTo('/profile')).status).toBe(303);
  });
});

test('further sources are in the policy', async () => {
  owner.imageSources.push('https://cdn.test');
  const answer = await answerTo('/');
  expect(answer.headers.get('content-security-policy')).toContain(
    "img-src 'self' data: https://cdn.test",
  );
});
