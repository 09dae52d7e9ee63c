import { Client } from '../../support/client';
import type { App } from '../../support/app';
import { expect, test } from '../../support/fixtures';
import { formOf, send, textOf } from '../organizations/forms';
import { newcomer } from '../support/newcomer';
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

/** A client in which Alice is signed in. */
async function signedInAlice(app: App) {
  const alice = new Client();
  await alice.signIn(app);
  return alice;
}

/** The items of a page's list. */
const itemsOf = async (page: Response) =>
  [...(await page.clone().text()).matchAll(/<li>(.*?)<\/li>/g)].map(([, item]) => item);

test('a page for users with a permission in an organization requests its token by itself', async ({
  servers: { app },
}) => {
  const alice = await signedInAlice(app);
  const allowed = guardedPath({ organization: { id: acme, permission: 'invite:member' } });
  const page = await alice.visit(app.baseUrl + allowed);
  expect(page.url).toBe(app.baseUrl + allowed);
  expect(await page.text()).toContain('<h1>Guarded</h1>');

  const refused = guardedPath({ organization: { id: globex, permission: 'invite:member' } });
  const answer = await alice.visit(app.baseUrl + refused);
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain(`invite:member</b> in the organization ${globex}.`);
});

test('a route takes the organization from its path, and refuses in JSON', async ({
  servers: { app },
}) => {
  const alice = await signedInAlice(app);
  const mine = await alice.send(app.baseUrl + organizationRoutePath(acme));
  expect([mine.status, await mine.json()]).toEqual([200, { id: acme }]);
  for (const id of [globex, 'nowhere', '__proto__', '%20']) {
    const other = await alice.send(app.baseUrl + organizationRoutePath(id));
    expect([other.status, await other.json()], id).toEqual([403, { error: 'forbidden' }]);
  }
});

test('a membership that has ended is no membership, where a permission is asked for', async ({
  servers,
}) => {
  const { account, client } = await newcomer(servers, {
    organizations: [{ id: acme, roles: ['admin'] }],
  });
  account.organizations = [];
  const answer = await client.send(servers.app.baseUrl + organizationRoutePath(acme));
  expect([answer.status, await answer.json()]).toEqual([403, { error: 'forbidden' }]);
});

test('what a handler refuses by requireUser is JSON, too', async ({ servers: { app } }) => {
  const alice = await signedInAlice(app);
  for (const [requirement, status, error] of [
    [{ role: 'owner' }, 403, 'forbidden'],
    [{ organization: { id: acme, role: 'owner' } }, 403, 'forbidden'],
    [{ organization: { id: '' } }, 400, 'invalid_request'],
    [{ maxAge: -1 }, 400, 'invalid_request'],
  ] as const) {
    const answer = await alice.send(app.baseUrl + guardedRoutePath(requirement));
    expect([answer.status, await answer.json()]).toEqual([status, { error }]);
  }
});

test('nobody keeps what a guarded route answers, and other sites can’t have it change anything', async ({
  servers: { app },
}) => {
  const alice = await signedInAlice(app);
  const url = app.baseUrl + guardedRoutePath({ role: 'admin' });
  const answer = await alice.send(url);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  expect(answer.headers.get('vary')).toContain('Cookie');

  const post = (headers: Record<string, string>) => alice.send(url, { method: 'POST', headers });
  expect((await post({})).status).toBe(403);
  expect(await (await post({ origin: 'https://evil.test' })).json()).toEqual({
    error: 'cross_origin',
  });
  expect((await post({ origin: app.baseUrl })).status).toBe(200);
  // As browsers send what a script of the app's page fetches.
  const byScript = { origin: app.baseUrl, 'sec-fetch-site': 'same-origin', accept: '*/*' };
  expect((await post(byScript)).status).toBe(200);
});

test('a token for an API on behalf of an organization is a separate token, also for a page', async ({
  servers: { app },
}) => {
  const alice = await signedInAlice(app);
  const page = await alice.visit(app.baseUrl + tokensOnBehalfPath(ordersApi, globex));
  expect(await itemsOf(page)).toEqual([
    `${ordersApi} permits read:orders write:orders`, // alice is an admin
    `urn:logto:organization:${globex} permits read:billing read:member`,
    `${ordersApi} permits read:orders in ${globex}`, // and a member there
  ]);
});

test('after refreshSession() rights are as they are now: of tokens for organizations, too', async ({
  servers,
}) => {
  const { baseUrl } = servers.app;
  const { account, client } = await newcomer(servers, {
    roles: ['admin'],
    organizations: [{ id: globex, roles: ['member'] }],
  });
  const shown = async () =>
    itemsOf(await client.visit(baseUrl + tokensOnBehalfPath(ordersApi, globex)));
  const renew = async (organizationRoles: string[], roles: string[]) => {
    Object.assign(account, {
      roles,
      organizations: [{ id: globex, roles: organizationRoles }],
    });
    const before = await shown();
    const claims = await client.visit(baseUrl + claimsPath);
    const renewed = await send(client, await formOf(claims, 'Renew'));
    expect(await textOf(renewed)).toContain(`${globex}:${organizationRoles[0] ?? ''}`);
    return before;
  };
  await shown();
  expect(await renew(['admin'], [])).toContain(
    `urn:logto:organization:${globex} permits read:billing read:member`,
  );
  expect(await shown()).toEqual([
    `${ordersApi} permits nothing`,
    `urn:logto:organization:${globex} permits invite:member read:billing write:billing read:member manage:member delete:organization`,
    `${ordersApi} permits read:orders write:orders in ${globex}`,
  ]);
  await renew(['member'], ['viewer']);
  expect(await shown()).toEqual([
    `${ordersApi} permits read:orders`,
    `urn:logto:organization:${globex} permits read:billing read:member`,
    `${ordersApi} permits read:orders in ${globex}`,
  ]);
});
