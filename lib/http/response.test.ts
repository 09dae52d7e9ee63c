import { expect, test, vi } from 'vitest';
import { redirectTo, withPrivateHeaders } from './response';

const always = {
  'cache-control': 'private, no-store',
  'strict-transport-security': 'max-age=63072000', // BASE_URL is on https
  vary: 'Cookie',
};

const headersOf = (response: Response) => Object.fromEntries(response.headers);

test('a redirect leads to BASE_URL or to Logto, and no cache stores it', () => {
  const here = redirectTo('/profile?x=1');
  expect([here.status, headersOf(here)]).toEqual([
    303,
    { ...always, location: 'https://app.test/profile?x=1' },
  ]);
  const elsewhere = redirectTo(new URL('https://tenant.logto.test/oidc/auth?x=1'));
  expect(elsewhere.headers.get('location')).toBe('https://tenant.logto.test/oidc/auth?x=1');
});

test('a response that a handler shares between requests does not collect headers', async () => {
  const shared = new Response('done', { status: 201, statusText: 'Done' });
  const before = headersOf(shared);
  const copy = withPrivateHeaders(shared, { isForced: false });
  copy.headers.append('Set-Cookie', 'session=anna');
  expect(copy).not.toBe(shared);
  expect(headersOf(shared)).toEqual(before);
  expect([copy.status, copy.statusText, await copy.text()]).toEqual([201, 'Done', 'done']);
});

test('what a handler says about caches stays', () => {
  const headers = {
    'cache-control': 'public, max-age=60',
    'cdn-cache-control': 'max-age=600',
    expires: 'Thu, 01 Jan 2026 00:00:00 GMT',
  };
  const response = withPrivateHeaders(new Response(null, { headers }), { isForced: false });
  expect(headersOf(response)).toEqual({ ...always, ...headers });
});

test('unless it is forced: then no cache may store the answer', () => {
  const headers = {
    'cache-control': 'public, max-age=60',
    'cdn-cache-control': 'max-age=600',
    'vercel-cdn-cache-control': 'max-age=600',
    'cloudflare-cdn-cache-control': 'max-age=600',
    'surrogate-control': 'max-age=600',
    expires: 'Thu, 01 Jan 2026 00:00:00 GMT',
    'x-own': 'stays',
  };
  const response = withPrivateHeaders(new Response(null, { headers }), { isForced: true });
  expect(headersOf(response)).toEqual({ ...always, 'x-own': 'stays' });
});

test.each([
  ['Accept-Language', 'Accept-Language, Cookie'],
  ['accept, COOKIE', 'accept, COOKIE'],
  ['*', '*'],
])('`Vary: %s` becomes `%s`', (vary, expected) => {
  const response = new Response(null, { headers: { vary } });
  expect(withPrivateHeaders(response, { isForced: true }).headers.get('vary')).toBe(expected);
});

test('on localhost, also with https, browsers may use http', async () => {
  vi.resetModules();
  vi.stubEnv('BASE_URL', 'https://localhost:3000');
  const { transportSecurity } = await import('./response');
  expect(transportSecurity()).toEqual({});
  vi.unstubAllEnvs();
});
