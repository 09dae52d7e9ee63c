import { enterPassword, expect, signIn, test } from '../support/fixtures';
import { guardedPath, guardedRoutePath, organizationRoutePath } from '../support/tests-pages';

/** Requirements of pages and routes: the same words wherever they stand. */

const acme = 'k3v9x0q7m2ab'; // alice is its admin
const globex = 'p8w1z5n4t6cd'; // alice is a member

test('a page for who has a permission in an organization asks for its token by itself', async ({
  page,
}) => {
  const allowed = guardedPath({ organization: { id: acme, permission: 'invite:member' } });
  await page.goto(allowed);
  await enterPassword(page);
  await page.waitForURL(allowed);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Guarded');

  const answer = await page.request.get(
    guardedPath({ organization: { id: globex, permission: 'invite:member' } }),
  );
  expect(answer.status()).toBe(403);
  expect(await answer.text()).toContain(`invite:member</b> in the organization ${globex}.`);
});

test('a route takes the organization from its path, and refuses in JSON', async ({ page }) => {
  await signIn(page);
  const mine = await page.request.get(organizationRoutePath(acme));
  expect([mine.status(), await mine.json()]).toEqual([200, { id: acme }]);
  for (const id of [globex, 'nowhere', '__proto__', '%20']) {
    const other = await page.request.get(organizationRoutePath(id));
    expect([other.status(), await other.json()], id).toEqual([403, { error: 'forbidden' }]);
  }
});

test('a membership that has ended is no membership, where a permission is asked for', async ({
  page,
  start,
}) => {
  const { logto, app } = await start();
  await page.goto(app.baseUrl + guardedPath({}));
  await enterPassword(page);
  await page.waitForURL(app.baseUrl + guardedPath({}));
  logto.accounts.named('alice').organizations = [];
  const answer = await page.request.get(app.baseUrl + organizationRoutePath(acme));
  expect([answer.status(), await answer.json()]).toEqual([403, { error: 'forbidden' }]);
});

test('what a handler refuses by requireUser is JSON, too', async ({ page }) => {
  await signIn(page);
  for (const [requirement, status, error] of [
    [{ role: 'owner' }, 403, 'forbidden'],
    [{ organization: { id: acme, role: 'owner' } }, 403, 'forbidden'],
    [{ organization: { id: '' } }, 400, 'invalid_request'],
    [{ maxAge: -1 }, 400, 'invalid_request'],
  ] as const) {
    const answer = await page.request.get(guardedRoutePath(requirement));
    expect([answer.status(), await answer.json()]).toEqual([status, { error }]);
  }
});

test('nobody keeps what a guarded route answers, and other sites can’t have it change anything', async ({
  page,
  baseURL,
}) => {
  await signIn(page);
  const path = guardedRoutePath({ role: 'admin' });
  const answer = await page.request.get(path);
  expect(answer.status()).toBe(200);
  expect(answer.headers()['cache-control']).toBe('private, no-store');
  expect(answer.headers()['vary']).toContain('Cookie');

  expect((await page.request.post(path)).status()).toBe(403);
  const foreign = await page.request.post(path, { headers: { origin: 'https://evil.test' } });
  expect(await foreign.json()).toEqual({ error: 'cross_origin' });
  expect((await page.request.post(path, { headers: { origin: baseURL ?? '' } })).status()).toBe(
    200,
  );
  const byScript = await page.evaluate(
    async (path) => (await fetch(path, { method: 'POST' })).status,
    path,
  );
  expect(byScript).toBe(200);
});
