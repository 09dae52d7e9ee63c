import { wordsFor } from '@/app/auth-error/words';
import type { LocalLogto } from '@/dev/logto/server';
import { startApp, startAppWithLogto } from '../../support/app';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { watchGrants } from '../support/grants';
import { formOf, send, textOf } from '../organizations/forms';
import { intercept } from '../support/intercept';
import { newcomer } from '../support/newcomer';
import {
  actionPath,
  bearerPath,
  claimsPath,
  inventoryApi,
  membersPath,
  ordersApi,
  organizationTokenPath,
  permits,
  tokensPath,
} from '../support/tests-pages';

/** An organization of the demo in which Alice is an administrator. */
const acme = 'k3v9x0q7m2ab';

test('a user who is not a member sees this with status 403, in the app’s own words', async ({
  servers: { app },
}) => {
  const bob = new Client();
  await bob.signIn(app, 'bob');
  const answer = await bob.visit(app.baseUrl + membersPath(acme));
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain(`You are not a member of the organization <b>${acme}`);
  const forged = await bob.send(`${app.baseUrl}/forbidden?missing=made-up&role=made-up`);
  expect(forged.status).toBe(403);
  expect((await forged.text()).split('<script')[0]).not.toContain('made-up');
});

test('an organization token says what one may do there; a page that needs three tokens gets them one by one', async ({
  servers: { app },
}) => {
  const alice = new Client();
  await alice.signIn(app);
  const one = await alice.visit(app.baseUrl + organizationTokenPath(acme));
  expect(await textOf(one)).toContain(
    ` ${permits(`urn:logto:organization:${acme}`)}invite:member read:billing write:billing read:member manage:member delete:organization `,
  );
  const url = `${app.baseUrl}${tokensPath(ordersApi, inventoryApi)}&organization_id=${acme}`;
  const three = await alice.visit(url);
  expect(three.url).toBe(url);
  expect((await textOf(three)).split(' permits ')).toHaveLength(1 + 3);
});

test('a membership that was lost since the sign-in is noticed by Logto, and said in words', async ({
  servers,
}) => {
  const { baseUrl } = servers.app;
  const organizations = [{ id: acme, roles: ['admin'] }];
  const { account, client } = await newcomer(servers, { roles: ['admin'], organizations });
  expect((await client.visit(baseUrl + membersPath(acme))).status).toBe(200);
  account.organizations = [];
  const refused = await textOf(await client.visit(baseUrl + organizationTokenPath(acme)));
  expect(refused).toContain(wordsFor('forbidden').title);
  expect(refused).toContain(`You are not a member of the organization ${acme} .`);
  const orders = await client.visit(baseUrl + tokensPath(ordersApi));
  expect(await textOf(orders)).toContain(permits(ordersApi));
});

const loseRequests = (logto: LocalLogto) =>
  intercept(logto, ({ socket }) => {
    socket.destroy();
    return true;
  });

test.describe('a server action gets a token in place, and the page after it needs no refresh; one that renews the session brings new claims, or says that Logto is away, or that Logto has ended the session', () => {
  test('with JavaScript', async ({ page, servers: { logto }, signedInAs }) => {
    const account = await signedInAs({ name: 'Alice Example', roles: ['admin'] });
    await page.goto(actionPath);
    const { refreshes } = watchGrants(logto);
    await page.getByRole('button', { name: 'Get the token' }).click();
    await expect(page.getByText(permits(ordersApi))).toBeVisible();
    expect(refreshes).toHaveLength(1);

    account.name = 'Alice Renamed';
    await page.goto(claimsPath);
    const idToken = page.getByLabel('ID token');
    await expect(idToken).toContainText('Alice Example');
    await page.getByRole('button', { name: 'Renew' }).click();
    await expect(idToken).toContainText('Alice Renamed');

    const comesBack = loseRequests(logto);
    await page.getByRole('button', { name: 'Renew' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(
      wordsFor('provider_unreachable').title,
    );
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
    comesBack();

    await page.goto(claimsPath);
    account.suspended = true;
    await page.getByRole('button', { name: 'Renew' }).click();
    await expect(page.getByLabel('Password')).toBeVisible();
  });

  test('without JavaScript', async ({ servers }) => {
    const { logto, app } = servers;
    const fields = { name: 'Alice Example', roles: ['admin'] };
    const { account, client } = await newcomer(servers, fields);
    const { refreshes } = watchGrants(logto);
    const form = await formOf(await client.visit(app.baseUrl + actionPath), 'Get the token');
    expect(await textOf(await send(client, form))).toContain(permits(ordersApi));
    expect(refreshes).toHaveLength(1);

    account.name = 'Alice Renamed';
    const claims = await client.visit(app.baseUrl + claimsPath);
    const idTokenOn = async (answer: Response) =>
      /aria-label="ID token">(.*?)</.exec(await answer.clone().text())?.[1];
    expect(await idTokenOn(claims)).toContain('Alice Example');
    const renew = await formOf(claims, 'Renew');
    expect(await idTokenOn(await send(client, renew))).toContain('Alice Renamed');

    const comesBack = loseRequests(logto);
    const away = await textOf(await send(client, renew));
    expect(away).toContain(wordsFor('provider_unreachable').title);
    expect(away).toContain('Sign out');
    comesBack();

    account.suspended = true;
    expect(await textOf(await send(client, renew))).toContain('Password');
  });
});

test.describe('an API that takes Bearer tokens', () => {
  /** Every access token and ID token that Logto issues while `action` runs, the last of each kind. */
  async function issued(
    servers: Awaited<ReturnType<typeof startAppWithLogto>>,
    username: string,
  ): Promise<{ access: string[]; id: string }> {
    const access: string[] = [];
    let id = '';
    const collect = (ctx: { body: unknown }) => {
      const body = ctx.body as { access_token: string; id_token: string };
      access.push(body.access_token);
      id = body.id_token;
    };
    servers.logto.provider.on('grant.success', collect);
    const client = new Client();
    await client.signIn(servers.app, username);
    for (const resource of [ordersApi, inventoryApi]) {
      const query = new URLSearchParams({ resource, return_to: '/x' });
      await client.send(`${servers.app.baseUrl}/api/logto/refresh?${query.toString()}`);
    }
    servers.logto.provider.off('grant.success', collect);
    return { access, id };
  }

  const ask = (baseUrl: string, authorization?: string) =>
    fetch(baseUrl + bearerPath, { ...(authorization && { headers: { authorization } }) });

  test('answers as RFC 6750 says', async ({ servers }) => {
    const { baseUrl } = servers.app;
    const alice = await issued(servers, 'alice');
    const bob = await issued(servers, 'bob');
    const [opaque = '', forOrders = '', forInventory = ''] = alice.access;

    const good = await ask(baseUrl, `Bearer ${forOrders}`);
    expect(good.status).toBe(200);
    expect(await good.json()).toEqual({ sub: expect.any(String) });

    const nothing = await ask(baseUrl);
    expect([nothing.status, nothing.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);

    const [header = '', payload = '', signature = ''] = forOrders.split('.');
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    for (const token of [
      opaque,
      forInventory,
      alice.id,
      `${header}.${payload}.${flipped}`,
      `${none}.${payload}.`,
      'rubbish',
      'a.b.c',
    ]) {
      const answer = await ask(baseUrl, `Bearer ${token}`);
      expect(answer.status, token).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
      expect(answer.headers.get('cache-control')).toContain('no-store');
    }

    const forbidden = await ask(baseUrl, `Bearer ${bob.access[1] ?? ''}`);
    expect(forbidden.status).toBe(403);
    expect(forbidden.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="read:orders"',
    );
  });

  test('bad tokens with unknown keys do not become Logto’s load', async ({
    servers: { logto, app },
  }) => {
    const { access } = await issued({ logto, app }, 'alice');
    let looks = 0;
    logto.server.on('request', ({ url }) => (looks += url === '/oidc/jwks' ? 1 : 0));
    const [, payload = '', signature = ''] = access[1]?.split('.') ?? [];
    for (let index = 0; index < 30; index++) {
      const header = { alg: 'ES384', typ: 'at+jwt', kid: `unknown-${index}` };
      const encoded = Buffer.from(JSON.stringify(header)).toString('base64url');
      const answer = await ask(app.baseUrl, `Bearer ${encoded}.${payload}.${signature}`);
      expect(answer.status).toBe(401);
    }
    expect((await ask(app.baseUrl, `Bearer ${access[1] ?? ''}`)).status).toBe(200);
    expect(looks).toBeLessThanOrEqual(2);
  });

  test('while Logto’s keys cannot be had, it asks for patience instead of judging', async ({
    servers: { logto, app },
  }) => {
    const { access } = await issued({ logto, app }, 'alice');
    const other = await startApp(logto.endpoint, { ...app.variables, BASE_URL: app.baseUrl });
    const comesBack = loseRequests(logto);
    const answer = await ask(other.localUrl, `Bearer ${access[1] ?? ''}`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    await other.stop();
    // An instance that has the keys continues.
    expect((await ask(app.baseUrl, `Bearer ${access[1] ?? ''}`)).status).toBe(200);
    comesBack();
  });
});
