import { enterPassword, expect, signIn, test } from '../../support/fixtures';
import {
  claimsPath,
  guardedPath,
  guardedRoutePath,
  ordersApi,
  organizationRoutePath,
  tokensOnBehalfPath,
} from '../support/tests-pages';

/** Requirements of pages and routes, which have the same form everywhere. */

const acme = 'k3v9x0q7m2ab'; // alice is its admin
const globex = 'p8w1z5n4t6cd'; // alice is a member

test('a page for users with a permission in an organization requests its token by itself', async ({
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
  signedInAs,
}) => {
  const account = await signedInAs({ organizations: [{ id: acme, roles: ['admin'] }] });
  account.organizations = [];
  const answer = await page.request.get(organizationRoutePath(acme));
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

test('a token for an API on behalf of an organization is a separate token, also for a page', async ({
  page,
}) => {
  const path = tokensOnBehalfPath(ordersApi, globex);
  await page.goto(path);
  await enterPassword(page);
  await page.waitForURL(path);
  await expect(page.getByRole('listitem')).toHaveText([
    `${ordersApi} permits read:orders write:orders`, // alice is an admin
    `urn:logto:organization:${globex} permits read:billing read:member`,
    `${ordersApi} permits read:orders in ${globex}`, // and a member there
  ]);
});

test('after refreshSession() rights are as they are now: of tokens for organizations, too', async ({
  page,
  signedInAs,
}) => {
  const account = await signedInAs({
    roles: ['admin'],
    organizations: [{ id: globex, roles: ['member'] }],
  });
  const path = tokensOnBehalfPath(ordersApi, globex);
  await page.goto(path);
  const shown = page.getByRole('listitem');
  const renew = async (organizationRoles: string[], roles: string[]) => {
    Object.assign(account, {
      roles,
      organizations: [{ id: globex, roles: organizationRoles }],
    });
    await page.goto(path);
    const before = await shown.allTextContents();
    await page.goto(claimsPath);
    await page.getByRole('button', { name: 'Renew' }).click();
    await expect(page.getByLabel('ID token')).toContainText(
      `${globex}:${organizationRoles[0] ?? ''}`,
    );
    await page.goto(path);
    return before;
  };
  expect(await renew(['admin'], [])).toContain(
    `urn:logto:organization:${globex} permits read:billing read:member`,
  );
  await expect(shown).toHaveText([
    `${ordersApi} permits nothing`,
    `urn:logto:organization:${globex} permits invite:member read:billing write:billing read:member manage:member delete:organization`,
    `${ordersApi} permits read:orders write:orders in ${globex}`,
  ]);
  await renew(['member'], ['viewer']);
  await expect(shown).toHaveText([
    `${ordersApi} permits read:orders`,
    `urn:logto:organization:${globex} permits read:billing read:member`,
    `${ordersApi} permits read:orders in ${globex}`,
  ]);
});
