import { NextRequest } from 'next/server';
import { expect, test } from 'vitest';
import { cookieName } from '@/lib/session/cookies';
import { writeSession } from '@/lib/session/session-cookie';
import { testCookies } from '@/lib/session/test-cookies';
import { testSession } from '@/lib/session/test-sessions';
import { middleware } from '@/middleware';

const origin = 'https://app.test';

type Headers = Record<string, string>;

const answerTo = (path: string, headers: Headers = {}, method = 'GET') =>
  middleware(new NextRequest(`${origin}${path}`, { method, headers }));

/** The header `Cookie` of somebody who is signed in. */
async function signedIn(): Promise<Headers> {
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
  const statusFor = async (headers: Headers, method: string) =>
    (await answerTo('/profile', { ...user, ...headers }, method)).status;
  for (const method of ['POST', 'PUT', 'DELETE']) {
    expect(await statusFor({ origin }, method)).toBe(200);
    expect(await statusFor({ origin: 'https://evil.test' }, method)).toBe(403);
    expect(await statusFor({}, method)).toBe(403);
  }
  expect(await statusFor({ origin: 'https://evil.test' }, 'GET')).toBe(200);
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
  expect((await answerTo('/forbidden/x')).status).toBe(200);
});

test('on https, browsers are told to stay there', async () => {
  expect((await answerTo('/')).headers.get('strict-transport-security')).toMatch(/^max-age=\d+$/);
});

test('two hundred cookies are too many', async () => {
  const cookies = (count: number) => ({ cookie: Array(count).fill('a=b').join('; ') });
  expect((await answerTo('/', cookies(200))).status).toBe(200);
  expect((await answerTo('/', cookies(201))).status).toBe(431);
});
