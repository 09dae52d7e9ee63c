import { readFileSync } from 'node:fs';
import type { App } from '../../support/app';
import { filledIn, isKnown, pageFiles, routeFiles, servedPaths } from '../../support/app-files';
import { guardedMethods, guardedPages } from '../../support/app-rules';
import { Client } from '../../support/client';
import { expect } from '../../support/fixtures';
import { watchGrants } from '../support/grants';
import { leadsInCircles, openRedirects, resolved } from '../support/open-redirects';
import { notSeen } from '../support/not-run-reporter';
import { rawRequest } from '../support/raw-request';
import { test } from '../support/servers';
import { headingIn, sendAll, shows, type Heading } from '../support/strangers';
import { testBuild } from '../../support/build';
import { actionPath, membersPath } from '../support/tests-pages';
import { spellingsOf, spoofedHeaders } from '../support/ways-round';

/** Next's own answers, and metadata files, which are public by kind. */
const isOther = (path: string) =>
  /^\/_(global-error|not-found)$/.test(path) ||
  /\/(favicon|(icon|apple-icon|opengraph-image|twitter-image)\d*|sitemap|robots|manifest)(-\w+)?(\.\w+)?(\/\[__metadata_id__\])?$/.test(
    path,
  );

const pagePaths = [...new Set(guardedPages.map(({ path }) => filledIn(path)))];
/** Next matches paths with and without dynamic segments in two ways. */
const pageKinds = [true, false].map((isDynamic) => [
  ...new Set(
    guardedPages
      .filter(({ path }) => path.includes('[') === isDynamic)
      .map(({ path }) => filledIn(path)),
  ),
]);
const pagesWithGuards = guardedPages
  .filter(({ isGuarded }) => isGuarded)
  .map(({ path }) => filledIn(path));
const methodKinds = [true, false].map((isGet) =>
  guardedMethods.filter(({ name }) => (name === 'GET') === isGet),
);
const routePaths = [...new Set(guardedMethods.map(({ path }) => filledIn(path)))];

// The walks take longer the more pages there are. One worker runs them all, because most need the headings that Alice sees.
test.describe.configure({ mode: 'default', timeout: 120_000 + 15_000 * guardedPages.length });

/**
 * Sends each variant of a request to one member of each kind, in turn: neither the guards nor Next treat a header or a
 * spelling differently from page to page.
 */
const inTurn = <Member, Variant>(kinds: Member[][], variantsOf: (member: Member) => Variant[]) =>
  kinds.flatMap((kind) =>
    kind.flatMap((member, at) =>
      variantsOf(member)
        .filter((_, index) => index % kind.length === at)
        .map((variant) => ({ member, variant })),
    ),
  );

/** Below a `loading.tsx`, Next has sent the status before the page runs, and redirects in the document. */
const redirectIn = (html: string) =>
  /http-equiv="refresh" content="\d+;url=([^"]+)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');

/** {@link findHeadings}, of the app of this worker: its pages stay the same. */
let found: Promise<Heading[]> | undefined;
const headingsOf = (app: App) => (found ??= findHeadings(app));

/** The headings that Alice sees on the protected pages: the sign that one was rendered. */
async function findHeadings(app: App): Promise<Heading[]> {
  const client = new Client();
  await client.signIn(app);
  const headings = [];
  for (const { file, path } of guardedPages.filter((page) => isKnown(page) && !page.redirects)) {
    const url = app.baseUrl + filledIn(path);
    const page = await client.visit(url);
    const help = `${file} answers Alice ${page.status}. Does it need rows or variables of tests/app/seed.ts?`;
    expect(page.status, help).toBeLessThan(500);
    const html = await page.text();
    const target = page.url === url ? redirectIn(html) : page.url;
    if (target !== undefined) {
      const where = target.replace(app.baseUrl, '').replace(/\?.*/, '');
      const description = `${file} leads Alice to ${where}. If it needs a right that she lacks, give it to her in dev/logto/seed.ts.`;
      test.info().annotations.push({ type: notSeen, description });
      continue;
    }
    const heading = headingIn(html);
    if (!heading) continue;
    const forRouter = await client.send(`${url}?_rsc`, { headers: { rsc: '1' } });
    expect(forRouter.headers.get('content-type'), file).toContain('text/x-component');
    expect(shows(await forRouter.text(), [heading]), `the heading of ${file}`).toBe(true);
    headings.push(heading);
  }
  expect(headings).not.toEqual([]);
  return headings;
}

test('all that the build serves is a page or a route that these tests find, or a metadata file', () => {
  const found = [...pageFiles(testBuild), ...routeFiles(testBuild)].map(({ path }) => path);
  const served = servedPaths(testBuild);
  expect(served.filter((path) => !found.includes(path) && !isOther(path))).toEqual([]);
  expect(found.filter((path) => !served.includes(path))).toEqual([]);
});

test('the first line: strangers are sent to sign in, Next’s router gets an empty 401', async ({
  servers,
}) => {
  const { baseUrl } = servers.app;
  for (const path of pagePaths) {
    const document = await rawRequest(baseUrl, `${path}?a=b`);
    expect(document.status, path).toBe(303);
    const location = new URL(document.headers.get('location') ?? '', baseUrl);
    expect(location.origin + location.pathname).toBe(`${baseUrl}/api/logto/sign-in`);
    expect(location.searchParams.get('return_to')).toBe(`${path}?a=b`);

    const headers = { rsc: '1', accept: '*/*', 'sec-fetch-mode': 'cors' };
    const router = await rawRequest(baseUrl, `${path}?_rsc=x`, { headers });
    expect(router.status, path).toBe(401);
    expect(router.body).toBe('');
    for (const { headers } of [document, router]) {
      expect(headers.get('cache-control')).toBe('private, no-store');
    }
  }
});

test('routes answer strangers with 401 in JSON, whatever headers come', async ({ servers }) => {
  const answers = await sendAll(
    servers.app.baseUrl,
    [
      ...inTurn(methodKinds, () => spoofedHeaders),
      ...guardedMethods.map((member) => ({ member, variant: {} })),
    ].map(({ member: { path, name: method }, variant: headers }) => ({
      target: filledIn(path),
      method,
      // A request that changes something must come from the app's own pages.
      headers: method === 'GET' ? headers : { origin: servers.app.baseUrl, ...headers },
    })),
  );
  for (const { sent, answer } of answers) {
    if (sent.includes('x-middleware-prefetch')) {
      // Next itself answers, instead of the route: with an empty object.
      expect(answer.body, sent).toBe('{}');
      continue;
    }
    // `requireUser()` outside of `withUser` sends a script to sign in, like a page.
    if (answer.headers.get('location')?.startsWith('/api/logto/sign-in?')) continue;
    const isOfOtherSite = sent.includes('"origin":"null"') && !sent.includes('"method":"GET"');
    expect(isOfOtherSite ? [401, 403] : [401], `${sent} must be refused`).toContain(answer.status);
    expect(answer.headers.get('content-type'), sent).toBe('application/json');
    expect(JSON.parse(answer.body), sent).toMatchObject({ error: expect.any(String) });
  }
});

test('no header opens a page to strangers', async ({ servers }) => {
  const headings = await headingsOf(servers.app);
  const router = { accept: '*/*', 'sec-fetch-mode': 'cors' };
  const answers = await sendAll(
    servers.app.baseUrl,
    inTurn(pageKinds, () => spoofedHeaders).flatMap(({ member: target, variant: headers }) => [
      { target, headers },
      { target: `${target}?_rsc=x`, headers: { ...router, ...headers } },
    ]),
  );
  for (const { sent, answer } of answers) {
    expect([303, 401], sent).toContain(answer.status);
    expect(shows(answer.body, headings), sent).toBe(false);
  }
});

test('no spelling of its path opens a page or a route to strangers', async ({ servers }) => {
  const { baseUrl } = servers.app;
  const headings = await headingsOf(servers.app);
  const buildId = readFileSync(`${testBuild}/.next/BUILD_ID`, 'utf8');
  const answers = await sendAll(
    baseUrl,
    inTurn([...pageKinds, routePaths], (path) => spellingsOf(path, baseUrl, buildId)).map(
      ({ variant: target }) => ({ target }),
    ),
  );
  for (const { sent, answer } of answers) {
    // Below `/api`, Next itself answers malformed encoding with 500.
    const malformed = /"\/+api.*(%(?![\da-f]{2})|%ff|%c1)/i.test(sent) ? [500] : [];
    expect([303, 307, 308, 400, 401, 404, 405, ...malformed], sent).toContain(answer.status);
    expect(shows(answer.body, headings), sent).toBe(false);
  }
});

test('no method opens a page or a route to strangers', async ({ servers }) => {
  const headings = await headingsOf(servers.app);
  // Not TRACE: Next answers it with 500 before the app's own code runs.
  const methods = 'HEAD POST PUT PATCH DELETE OPTIONS PROPFIND QUERY CONNECT MADE-UP get'.split(
    ' ',
  );
  const answers = await sendAll(
    servers.app.baseUrl,
    [...pagePaths, ...routePaths].flatMap((target) =>
      methods.flatMap((method) => [
        { target, method },
        { target, method, headers: { 'x-http-method-override': 'GET' } },
      ]),
    ),
  );
  for (const { sent, answer } of answers) {
    // 204 is Next's own answer to OPTIONS at a route; 0 a connection closed without one.
    expect([0, 204, 303, 307, 400, 401, 403, 405], sent).toContain(answer.status);
    if (answer.status === 204) expect(answer.body, sent).toBe('');
    expect(shows(answer.body, headings), sent).toBe(false);
  }
});

test('the second line: without the middleware, every page still sends strangers to sign in', async ({
  servers,
  bare: { localUrl },
}) => {
  const headings = await headingsOf(servers.app);
  const front = await rawRequest(localUrl, '/');
  expect(front.status).toBe(200);
  expect(front.headers.has('content-security-policy')).toBe(false);

  for (const path of pagesWithGuards) {
    const headers = { 'x-request-path': path };
    const answer = await rawRequest(localUrl, path, { headers });
    const inDocument = redirectIn(answer.body);
    expect(answer.status, path).toBe(inDocument === undefined ? 307 : 200);
    const target = answer.headers.get('location') ?? inDocument ?? '';
    const location = new URL(target, localUrl);
    expect(location.origin + location.pathname).toBe(`${localUrl}/api/logto/sign-in`);
    expect(location.searchParams.get('return_to')).toBe(path);
    expect(shows(answer.body, headings), path).toBe(false);
  }
  const answers = await sendAll(
    localUrl,
    inTurn(pageKinds, () => spoofedHeaders).map(({ member: target, variant: headers }) => ({
      target,
      headers,
    })),
  );
  for (const { sent, answer } of answers) {
    expect(shows(answer.body, headings), sent).toBe(false);
  }

  // Without the middleware, an attacker can choose the path to come back to. A unit test of `toReturnPath` tries all.
  const spoofed = await sendAll(
    localUrl,
    openRedirects
      .filter((path, index) => index % 5 === 0 && /^[ -~\u0080-\u00ff]*$/.test(path))
      .map((path) => ({ target: '/profile', headers: { 'x-request-path': path } })),
  );
  for (const { sent, answer } of spoofed) {
    const { searchParams } = resolved(answer.headers.get('location') ?? '', localUrl);
    const back = resolved(searchParams.get('return_to') ?? 'data:none', localUrl);
    expect(back.origin, sent).toBe(localUrl);
    expect(leadsInCircles(back), sent).toBe(false);
  }
});

test('a server action does nothing for strangers and other sites, at whatever page they send it to', async ({
  servers,
  bare,
}) => {
  const { app, logto } = servers;
  const client = new Client();
  await client.signIn(app);
  const page = await (await client.visit(app.baseUrl + actionPath)).text();
  const id = /\$ACTION_ID_(\w+)/.exec(page)?.[1] ?? '';
  const { refreshes } = watchGrants(logto);
  const script = {
    method: 'POST',
    headers: {
      'next-action': id,
      accept: 'text/x-component',
      'content-type': 'text/plain',
      origin: app.baseUrl,
    },
    body: '[]',
  };
  const form = {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b', origin: app.baseUrl },
    body: `--b\r\nContent-Disposition: form-data; name="$ACTION_ID_${id}"\r\n\r\n\r\n--b--\r\n`,
  };
  for (const origin of [app.localUrl, bare.localUrl]) {
    for (const path of ['/', '/auth-error', '/nowhere', actionPath, ...pagePaths]) {
      for (const request of [script, form]) {
        const headers = { ...request.headers, origin };
        const answer = await rawRequest(origin, path, { ...request, headers });
        expect(answer.headers.has('set-cookie'), path).toBe(false);
      }
    }
  }
  expect(refreshes).toEqual([]);

  // The same requests with a session are what a click does.
  const cookie = client.cookieHeader;
  for (const request of [script, form]) {
    const headers = { ...request.headers, cookie };
    const answer = await rawRequest(app.localUrl, actionPath, { ...request, headers });
    const next = answer.headers.get('x-action-redirect') ?? answer.headers.get('location');
    expect(next).toContain('/tests/tokens');
  }
  expect(refreshes).toHaveLength(1);

  // Other sites can't send it for the user, and neither can a client without an origin.
  for (const request of [script, form]) {
    for (const origin of ['https://evil.test', 'null', undefined]) {
      const { origin: _, ...rest } = request.headers;
      const headers = { ...rest, cookie, ...(origin === undefined ? {} : { origin }) };
      const answer = await rawRequest(app.localUrl, actionPath, { ...request, headers });
      expect([answer.status, answer.body]).toEqual([403, '{"error":"cross_origin"}']);
    }
  }
  expect(refreshes).toHaveLength(1);
});

test('malformed encoding is refused, with a session as well', async ({ servers: { app } }) => {
  const client = new Client();
  await client.signIn(app);
  const headers = { cookie: client.cookieHeader };
  for (const end of ['%', '%zz', '%ff', '%c1%b0']) {
    const answer = await rawRequest(app.baseUrl, membersPath(`x${end}`), { headers });
    expect(answer.status, end).toBe(400);
  }
});
