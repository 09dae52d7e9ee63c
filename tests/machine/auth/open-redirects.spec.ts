import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { leadsInCircles, openRedirects, resolved } from '../support/open-redirects';
import { rawRequest } from '../support/raw-request';
import { ordersApi, tokensPath } from '../support/tests-pages';

/**
 * A quarter of the values, of every kind. All routes call `toReturnPath`, whose unit test has all values: one test here sends all
 * of them, so that HTTP, Next and the query are tested, and the others prove that their route calls it.
 */
const some = openRedirects.filter((_, index) => index % 4 === 0);

/** Returns the address that an answer leads a browser to. */
const target = (response: Response) =>
  resolved(response.headers.get('location') ?? 'data:none', response.url);

/** The link "Try again" of the error page, as a browser reads it. */
async function tryAgain(response: Response): Promise<URL> {
  const html = await response.text();
  const href = /<a href="([^"]*)"[^>]*>Try again</.exec(html)?.[1] ?? 'data:none';
  return resolved(href.replaceAll('&amp;', '&'), response.url);
}

const query = (values: Record<string, string>) => new URLSearchParams(values).toString();

function expectHome(url: URL, baseUrl: string, payload: string) {
  expect(url.origin, JSON.stringify(payload)).toBe(baseUrl);
  expect(leadsInCircles(url), `${JSON.stringify(payload)} led to ${url.href}`).toBe(false);
}

/** Expects this path of the app, with a safe address to return to. */
function expectPath(url: URL, path: string, baseUrl: string, payload: string) {
  expect(url.origin + url.pathname, JSON.stringify(payload)).toBe(baseUrl + path);
  expect(url.searchParams.getAll('return_to')).toHaveLength(1);
  expectHome(resolved(url.searchParams.get('return_to') ?? '', url.href), baseUrl, payload);
}

test('a sign-in ends in the app, whatever return_to says', async ({ servers }) => {
  const { baseUrl } = servers.app;
  const signedInAtLogto = new Client();
  await signedInAtLogto.signIn(servers.app);
  for (const payload of some) {
    const client = signedInAtLogto.copy();
    const begun = await client.send(
      `${baseUrl}/api/logto/sign-in?${query({ return_to: payload })}`,
    );
    const atLogto = await client.send(target(begun));
    const finished = await client.send(target(atLogto));
    expect(new URL(finished.url).pathname).toBe('/api/logto/callback');
    expectHome(target(finished), baseUrl, payload);
  }
});

test('a refresh ends in the app, whatever return_to says', async ({ servers }) => {
  const { baseUrl } = servers.app;
  const client = new Client();
  await client.signIn(servers.app);
  const destinations = new Set<string>();
  for (const payload of openRedirects) {
    const url = `${baseUrl}/api/logto/refresh?${query({ return_to: payload })}`;
    const stranger = target(await new Client().send(url));
    expectPath(stranger, '/api/logto/sign-in', baseUrl, payload);
    destinations.add(resolved(stranger.searchParams.get('return_to') ?? '', baseUrl).href);
    if (!some.includes(payload)) continue;
    expectHome(target(await client.send(url)), baseUrl, payload);
    const failed = target(await client.send(`${url}&organization_id=../x`));
    expectPath(failed, '/auth-error', baseUrl, payload);
  }
  expect(destinations.size).toBeGreaterThan(20);
  // Next itself redirects to tidy up slashes.
  for (const destination of destinations) {
    const page = await new Client().send(destination);
    if (page.status === 308) expectHome(target(page), baseUrl, destination);
  }
});

test('the error page leads on within the app, whatever return_to says', async ({ servers }) => {
  const { baseUrl } = servers.app;
  const client = new Client();
  await client.signIn(servers.app);
  for (const payload of some) {
    const values = { code: 'provider_unreachable', return_to: payload };
    const url = `${baseUrl}/auth-error?${query(values)}`;
    const [signedIn, stranger] = await Promise.all([client.send(url), new Client().send(url)]);
    expectPath(await tryAgain(signedIn), '/api/logto/refresh', baseUrl, payload);
    expectPath(await tryAgain(stranger), '/api/logto/sign-in', baseUrl, payload);
  }
});

test('a return_to that is there twice leads nowhere else', async ({ servers }) => {
  const { baseUrl } = servers.app;
  const twice = 'return_to=//evil.test&return_to=/profile&return_to[]=//evil.test';
  const refresh = target(await new Client().send(`${baseUrl}/api/logto/refresh?${twice}`));
  expectPath(refresh, '/api/logto/sign-in', baseUrl, twice);
  const error = await new Client().send(`${baseUrl}/auth-error?code=access_denied&${twice}`);
  expectPath(await tryAgain(error), '/api/logto/sign-in', baseUrl, twice);
});

test('no header says where the app is', async ({ servers }) => {
  const { baseUrl } = servers.app;
  const client = new Client();
  await client.signIn(servers.app);
  const cookie = client.cookieHeader;
  const hosts = ['evil.test', 'evil.test:443', 'evil.test, app.test', '[::1]', 'a b', '', '//'];
  const spoofed = (host: string): Record<string, string>[] => [
    { host },
    { 'x-forwarded-host': host },
    { 'x-forwarded-host': host, 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' },
    { host, 'x-forwarded-proto': 'javascript', forwarded: `host=${host};proto=https` },
    { 'x-request-path': `//${host}`, 'x-original-url': `//${host}`, 'x-rewrite-url': `//${host}` },
  ];
  const requests = [
    { path: '/profile' },
    { path: tokensPath(ordersApi), headers: { cookie } },
    { path: '/api/logto/sign-in' },
    { path: '/api/logto/callback?state=x&code=x' },
    { path: '/api/logto/refresh' },
    { path: '/api/logto/refresh', headers: { cookie } },
    { path: '/api/logto/sign-out' },
    { path: '/api/logto/sign-out', method: 'POST', headers: { origin: baseUrl } },
  ];
  for (const { path, ...request } of requests) {
    const usual = await rawRequest(baseUrl, path, request);
    // The middleware and a route see each host; for the others, one is enough.
    const isFirst = ['/profile', '/api/logto/sign-in'].includes(path);
    const headers = (isFirst ? hosts : ['evil.test']).flatMap(spoofed);
    const answers = await Promise.all(
      headers.map((each) =>
        rawRequest(baseUrl, path, { ...request, headers: { ...request.headers, ...each } }),
      ),
    );
    for (const [index, answer] of answers.entries()) {
      const sent = `${path} ${JSON.stringify(headers[index])}`;
      expect(answer.status, sent).toBe(usual.status);
      const url = resolved(answer.headers.get('location') ?? 'data:none', baseUrl);
      const expected = resolved(usual.headers.get('location') ?? 'data:other', baseUrl);
      expect(url.origin + url.pathname, sent).toBe(expected.origin + expected.pathname);
      for (const name of ['redirect_uri', 'return_to', 'resource']) {
        expect(url.searchParams.get(name), sent).toBe(expected.searchParams.get(name));
      }
    }
  }
  const foreign = {
    origin: 'http://evil.test',
    host: 'evil.test',
    'x-forwarded-host': 'evil.test',
  };
  const forged = { method: 'POST', headers: { cookie, ...foreign } };
  expect((await rawRequest(baseUrl, '/api/logto/sign-out', forged)).status).toBe(403);
});
