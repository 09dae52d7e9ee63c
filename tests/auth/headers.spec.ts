import { filledIn, pageFiles, routeFiles } from '../support/app-files';
import { Client } from '../support/client';
import { expect, signIn, test } from '../support/fixtures';
import { ProxiedClient, startOnHttps } from '../support/https';
import { rawRequest } from '../support/raw-request';

/** Every page there is, and one that isn't. */
const pages = [...pageFiles().map(({ path }) => filledIn(path)), '/nowhere'];
const routes = routeFiles().map(({ path }) => filledIn(path));

/** On every answer, be it a page, JSON or a file. */
const everywhere = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': expect.stringContaining('camera=()'),
};

test('every page carries the security headers, with a fresh nonce', async ({ servers }) => {
  const { app, logto } = servers;
  const client = new Client();
  await client.signIn(app);
  const nonces = new Set<string>();
  for (const path of pages) {
    const page = await client.visit(app.baseUrl + path);
    expect(page.url).toBe(app.baseUrl + path);
    const headers = Object.fromEntries(page.headers);
    const policy = headers['content-security-policy'] ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    nonces.add(nonce);
    expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/);
    expect(policy).not.toContain('unsafe');
    for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
      expect(policy).toContain(part);
    }
    expect(policy).toContain(`form-action 'self' ${logto.endpoint}`);
    expect(headers).toMatchObject(everywhere);
    expect(headers['cache-control']).toContain('no-store');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('strict-transport-security');

    const scripts = (await page.text()).match(/<script[^>]*>/g) ?? [];
    expect(scripts.length, path).toBeGreaterThan(0);
    for (const script of scripts) expect(script, path).toContain(`nonce="${nonce}"`);
  }
  expect(nonces.size).toBe(pages.length);
});

test('no page breaks its own policy', async ({ page }) => {
  await signIn(page);
  // The `page` fixture fails this test for any complaint in the console.
  for (const path of pages.filter((path) => path !== '/nowhere' && path !== '/forbidden')) {
    await page.goto(path, { waitUntil: 'networkidle' });
    await expect(page).toHaveURL(path);
  }
});

test('nor do those whose status alone the console complains of', async ({ context }) => {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  for (const path of ['/nowhere', '/forbidden']) {
    await page.goto(path, { waitUntil: 'networkidle' });
  }
  expect(complaints).toEqual([
    expect.stringMatching(/status of 404/),
    expect.stringMatching(/status of 403/),
  ]);
});

test('every route’s answer carries them, too, whoever asks', async ({ servers }) => {
  const { baseUrl } = servers.app;
  const client = new Client();
  await client.signIn(servers.app);
  for (const path of routes) {
    for (const cookie of ['', client.cookieHeader]) {
      const answer = await rawRequest(baseUrl, path, { headers: { cookie } });
      const headers = Object.fromEntries(answer.headers);
      expect(headers, path).toMatchObject(everywhere);
      expect(headers, path).not.toHaveProperty('x-powered-by');
      if (answer.body !== '') expect(headers['content-type'], path).toBe('application/json');
    }
  }
});

test('on https every page and every answer to a stranger tells browsers to stay there', async () => {
  const { app, logto } = await startOnHttps();
  for (const { path } of [...pageFiles(), ...routeFiles()]) {
    const { headers, status } = await new ProxiedClient(app).send(app.baseUrl + path);
    if (status === 405) continue; // Next's own answer, where there is only POST
    expect(headers.get('strict-transport-security'), path).toMatch(/^max-age=\d{7,}/);
  }
  const client = new ProxiedClient(app);
  await client.signIn(app);
  for (const path of pages) {
    const { headers, url } = await client.visit(app.baseUrl + path);
    expect(url).toBe(app.localUrl + path);
    expect(headers.get('strict-transport-security'), path).toMatch(/^max-age=\d{7,}/);
    expect(headers.get('content-security-policy'), path).toContain("'nonce-");
  }
  await app.stop();
  await logto.close();
});
