import { filledIn, isKnown } from '../support/app-files';
import { guardedMethods, guardedPages, shownPages } from '../support/app-rules';
import { Client } from '../support/client';
import { expect, test } from '../support/fixtures';

// Your pages and routes are found by themselves: see tests/app/seed.ts for those with a dynamic segment.
test.describe.configure({ timeout: 120_000 + 5_000 * shownPages.length });

test('protected pages send strangers to sign in, and lead back', async ({ servers: { app } }) => {
  for (const path of guardedPages.map((page) => filledIn(page.path))) {
    const { status, headers } = await new Client().send(`${app.baseUrl}${path}?a=b`);
    expect(status, path).toBe(303);
    const location = new URL(headers.get('location') ?? '', app.baseUrl);
    expect(location.pathname, path).toBe('/api/logto/sign-in');
    expect(location.searchParams.get('return_to')).toBe(`${path}?a=b`);
  }
});

test('protected routes answer strangers with 401', async ({ servers: { app } }) => {
  for (const { path, name: method } of guardedMethods) {
    const headers = { origin: app.baseUrl, accept: 'application/json' };
    const { status } = await new Client().send(app.baseUrl + filledIn(path), { method, headers });
    expect(status, `${method} ${path}`).toBe(401);
  }
});

test('every page opens for a user, with a heading', async ({ servers: { app } }) => {
  const alice = new Client();
  await alice.signIn(app);
  for (const path of shownPages.filter(isKnown).map((page) => filledIn(page.path))) {
    const page = await alice.visit(app.baseUrl + path);
    expect(page.status, `${path} answers Alice ${page.status}`).toBeLessThan(500);
    if (page.url.startsWith(app.baseUrl)) expect(await page.text(), path).toContain('<h1');
  }
});
