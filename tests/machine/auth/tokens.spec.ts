import { wordsFor } from '@/app/auth-error/words';
import { startApp, startAppWithLogto } from '../../support/app';
import { Client } from '../../support/client';
import { expect, signIn, signInTo, test } from '../../support/fixtures';
import { watchGrants } from '../support/grants';
import { intercept } from '../support/intercept';
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
  page,
}) => {
  await signIn(page, 'bob');
  const answer = await page.request.get(membersPath(acme));
  expect(answer.status()).toBe(403);
  expect(await answer.text()).toContain(`You are not a member of the organization <b>${acme}`);
  const forged = await page.request.get('/forbidden?missing=made-up&role=made-up');
  expect(forged.status()).toBe(403);
  expect((await forged.text()).split('<script')[0]).not.toContain('made-up');
});

test('an organization token says what one may do there', async ({ page }) => {
  await signInTo(page, organizationTokenPath(acme));
  await expect(page.getByRole('listitem')).toHaveText(
    `${permits(`urn:logto:organization:${acme}`)}invite:member read:billing write:billing read:member manage:member delete:organization`,
  );
});

test('a page that needs three tokens gets them one by one, and is shown once', async ({ page }) => {
  const path = `${tokensPath(ordersApi, inventoryApi)}&organization_id=${acme}`;
  await signInTo(page, path);
  await expect(page.getByRole('listitem')).toHaveCount(3);
});

test('a server action gets a token in place, and the page after it needs no refresh', async ({
  page,
  servers,
}) => {
  await signInTo(page, actionPath);
  const { refreshes } = watchGrants(servers.logto);
  await page.getByRole('button', { name: 'Get the token' }).click();
  await expect(page.getByText(permits(ordersApi))).toBeVisible();
  expect(refreshes).toHaveLength(1);
});

test('a membership that was lost since the sign-in is noticed by Logto, and said in words', async ({
  page,
  signedInAs,
}) => {
  const organizations = [{ id: acme, roles: ['admin'] }];
  const account = await signedInAs({ roles: ['admin'], organizations });
  expect((await page.goto(membersPath(acme)))?.status()).toBe(200);
  account.organizations = [];
  await page.goto(organizationTokenPath(acme));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(wordsFor('forbidden').title);
  await expect(page.getByText(`You are not a member of the organization ${acme}.`)).toBeVisible();
  await page.goto(tokensPath(ordersApi));
  await expect(page.getByText(permits(ordersApi))).toBeVisible();
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('a server action that renews the session brings new claims into the session', async ({
      page,
      signedInAs,
    }) => {
      const account = await signedInAs({ name: 'Alice Example' });
      account.name = 'Alice Renamed';
      await page.goto(claimsPath);
      const idToken = page.getByLabel('ID token');
      await expect(idToken).toContainText('Alice Example');
      await page.getByRole('button', { name: 'Renew' }).click();
      await expect(idToken).toContainText('Alice Renamed');
    });

    test('a server action that renews the session while Logto is away says so, and the session stays', async ({
      page,
      servers,
    }) => {
      await signInTo(page, claimsPath);
      const comesBack = intercept(servers.logto, ({ socket }) => {
        socket.destroy();
        return true;
      });
      await page.getByRole('button', { name: 'Renew' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(
        wordsFor('provider_unreachable').title,
      );
      await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
      comesBack();
    });

    test('a server action that renews a session which Logto has ended leads to sign in', async ({
      page,
      signedInAs,
    }) => {
      const account = await signedInAs();
      await page.goto(claimsPath);
      account.suspended = true;
      await page.getByRole('button', { name: 'Renew' }).click();
      await expect(page.getByLabel('Password')).toBeVisible();
    });
  });
}

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
    start,
  }) => {
    const { logto, app } = await start();
    const { access } = await issued({ logto, app }, 'alice');
    await logto.close();
    const other = await startApp(logto.endpoint, { ...app.variables, BASE_URL: app.baseUrl });
    const answer = await ask(other.localUrl, `Bearer ${access[1] ?? ''}`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    await other.stop();
    // An instance that has the keys continues.
    expect((await ask(app.baseUrl, `Bearer ${access[1] ?? ''}`)).status).toBe(200);
  });
});
