import { extraSources } from '@/app/content-security-policy';
import { filledIn, pageFiles, routeFiles } from '../../support/app-files';
import { guardedMethods, shownPages } from '../../support/app-rules';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { ProxiedClient, startOnHttps } from '../support/https';

/** Every existing page, and one that doesn't exist. */
const pages = [...shownPages.map(({ path }) => filledIn(path)), '/nowhere'];
const routes = routeFiles().map(({ path }) => filledIn(path));

// The walks take longer the more pages there are.
test.describe.configure({ timeout: 120_000 + 15_000 * pages.length });

/** The headers of every answer: pages, JSON and files. `next.config.mjs` sets their values. */
const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': expect.any(String),
  'cross-origin-opener-policy': expect.any(String),
  'permissions-policy': expect.any(String),
};

/** The policy's own sources, and those of `app/content-security-policy.ts`. */
function sourcesWith(name: keyof typeof extraSources, own: string[]): string[] {
  const extra = extraSources[name] ?? [];
  return [...own.filter((source) => source !== "'none'" || extra.length === 0), ...extra];
}

/** The sources of each directive of a policy. */
const directivesOf = (policy: string) =>
  Object.fromEntries(
    policy.split(/; */).map((directive): [string, string[]] => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources];
    }),
  );

test('no page is shown where Next’s files are: it would have no policy', async ({ servers }) => {
  for (const path of ['nowhere.js', 'nowhere', 'nowhere.rsc', '..%2f..%2fprofile']) {
    const answer = await fetch(`${servers.app.baseUrl}/_next/static/${path}`);
    expect(answer.status, path).toBe(404);
    expect(await answer.text(), path).toBe('{"error":"not_found"}');
  }
});

test('every page carries the security headers, with a fresh nonce', async ({ servers }) => {
  const { app, logto } = servers;
  const client = new Client();
  await client.signIn(app);
  const nonces = new Set<string>();
  for (const path of pages) {
    const page = await client.visit(app.baseUrl + path);
    if (!page.url.startsWith(app.baseUrl)) continue; // a page that asks for step-up authentication
    const headers = Object.fromEntries(page.headers);
    const policy = headers['content-security-policy'] ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(nonces.has(nonce), path).toBe(false);
    nonces.add(nonce);
    expect(directivesOf(policy), path).toMatchObject({
      'script-src': sourcesWith('script-src', ["'self'", `'nonce-${nonce}'`, "'strict-dynamic'"]),
      'object-src': sourcesWith('object-src', ["'none'"]),
      'frame-ancestors': sourcesWith('frame-ancestors', ["'none'"]),
      'form-action': sourcesWith('form-action', ["'self'", logto.endpoint]),
      'base-uri': ["'none'"],
    });
    expect(headers).toMatchObject(everywhere);
    expect(headers['cache-control']).toContain('no-store');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('strict-transport-security');

    const scripts = (await page.text()).match(/<script[^>]*>/g) ?? [];
    expect(scripts.length, path).toBeGreaterThan(0);
    const isData = (script: string) => /type="application\/(ld\+)?json"/.test(script);
    for (const script of scripts.filter((each) => !isData(each)))
      expect(script, `${path}: give it nonce={await getNonce()}`).toContain(`nonce="${nonce}"`);
  }
  expect(nonces.size).toBeGreaterThan(1);
});

test('every route’s answer has them, too, for every visitor', async ({ servers }) => {
  const { baseUrl } = servers.app;
  const client = new Client();
  await client.signIn(servers.app);
  for (const path of routes) {
    for (const who of [new Client(), client]) {
      const answer = await who.send(baseUrl + path);
      const headers = Object.fromEntries(answer.headers);
      await answer.body?.cancel(); // it may be a stream without end
      expect(headers, path).toMatchObject(everywhere);
      expect(headers, path).not.toHaveProperty('x-powered-by');
    }
  }
});

test('on https every page and every answer to a stranger makes browsers stay there', async () => {
  const { app, logto } = await startOnHttps();
  for (const { path } of [...pageFiles(), ...guardedMethods]) {
    const { headers, status } = await new ProxiedClient(app).send(app.baseUrl + filledIn(path));
    if ([307, 405].includes(status)) continue; // Next's own answers: a redirect, and the refusal of GET if there is only POST
    expect(headers.get('strict-transport-security'), path).toMatch(/^max-age=\d{7,}/);
  }
  const client = new ProxiedClient(app);
  await client.signIn(app);
  for (const path of pages) {
    const { headers, url } = await client.visit(app.baseUrl + path);
    if (!url.startsWith(app.localUrl)) continue;
    expect(headers.get('strict-transport-security'), path).toMatch(/^max-age=\d{7,}/);
    expect(headers.get('content-security-policy'), path).toContain("'nonce-");
  }
  await app.stop();
  await logto.close();
});
