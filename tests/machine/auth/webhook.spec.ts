import { randomUUID } from 'node:crypto';
import type { Account, LocalLogto } from '@/dev/logto/server';
import { signatureHeader, signatureOf } from '@/dev/logto/webhooks';
import { secret, startApp, type App } from '../../support/app';
import { Client } from '../../support/client';
import { complaints } from '../support/complaints';
import { expect, test } from '../../support/fixtures';
import { watchGrants } from '../support/grants';
import { restartRedis, test as pairTest } from '../support/servers';
import { needRedis } from '../support/redis';
import { guardedRoutePath } from '../support/tests-pages';

/**
 * Requests to `/api/logto/webhook`, of Logto and of attackers.
 *
 * @see https://docs.logto.io/developers/webhooks/webhooks-request
 */

/** An organization of the local Logto. */
const acme = 'k3v9x0q7m2ab';

const keyOf = (app: App) => app.variables['LOGTO_WEBHOOK_SIGNING_KEY'] ?? '';

/** Posts a body as it is; `undefined` sends no signature. */
const post = (app: App, body: string, signature: string | undefined) =>
  fetch(`${app.localUrl}/api/logto/webhook`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      ...(signature === undefined ? {} : { [signatureHeader]: signature }),
    },
  });

const postSigned = (app: App, body: string) => post(app, body, signatureOf(body, keyOf(app)));

/** A user whom no other test knows, in a browser where they are signed in. */
async function someone(app: App, logto: LocalLogto, organizations: Account['organizations'] = []) {
  const username = `user_${randomUUID().slice(0, 8)}`;
  const account = logto.accounts.create({ username, password: 'password', organizations });
  const client = new Client();
  await client.signIn(app, username, 'password');
  const answer = await client.send(`${app.localUrl}/api/me`);
  const { user } = (await answer.json()) as { user: { iat: number } };
  return { account, client, signedInAt: user.iat };
}

const status = async (client: Client, app: App) =>
  (await client.copy().send(`${app.localUrl}/api/me`)).status;

test('a suspended user is out at once, in every browser, and in again when Logto says so', async ({
  servers: { app, logto },
}) => {
  const { account, client } = await someone(app, logto);
  const elsewhere = new Client();
  await elsewhere.signIn(app, account.username ?? '', 'password');
  const other = await someone(app, logto);

  expect(await logto.management.setSuspended(account, true)).toBe(200);
  expect([await status(client, app), await status(elsewhere, app)]).toEqual([401, 401]);
  expect(await status(other.client, app)).toBe(200);

  expect(await logto.management.setSuspended(account, false)).toBe(200);
  expect(await status(client, app)).toBe(401);
  expect(await status(other.client, app)).toBe(200);
});

test('a deleted user is out at once', async ({ servers: { app, logto } }) => {
  const { account, client } = await someone(app, logto);
  expect(await logto.management.remove(account)).toBe(200);
  expect(await status(client, app)).toBe(401);
  const page = await client.send(`${app.localUrl}/profile`);
  expect(page.headers.get('location')).toContain('/api/logto/sign-in?');
});

test('what changed at Logto shows at the next request of a route and of a page, and is asked for once', async ({
  servers: { app, logto },
}) => {
  const { account, client } = await someone(app, logto);
  const page = client.copy();
  const { refreshes } = watchGrants(logto);
  const asked = () => refreshes.filter(({ sub }) => sub === account.id).length;
  const me = async () => (await (await client.send(`${app.localUrl}/api/me`)).json()) as unknown;
  const expected = { user: { name: 'Robin Renamed' } };
  await logto.management.rename(account, expected.user.name, 'user');
  expect(await me()).toMatchObject(expected);
  const askedOnce = asked();
  expect(askedOnce).toBeGreaterThan(0);
  expect(await me()).toMatchObject(expected);
  expect(await (await page.visit(`${app.localUrl}/profile`)).text()).toContain('Robin Renamed');
  expect(asked()).toBe(askedOnce);
});

test('a member who was added or removed is treated as such at the next request', async ({
  servers: { app, logto },
}) => {
  const { account, client } = await someone(app, logto);
  const visit = async () => (await client.visit(`${app.localUrl}/tests/members/${acme}`)).status;
  expect(await visit()).toBe(403);
  await logto.management.addMembers(acme, [account], ['member']);
  expect(await visit()).toBe(200);
  await logto.management.removeMembers(acme, [account]);
  expect(await visit()).toBe(403);
});

test('with the claims, tokens for organizations are renewed: a lost permission has an effect at the next request', async ({
  servers: { app, logto },
}) => {
  const { account, client } = await someone(app, logto, [{ id: acme, roles: ['admin'] }]);
  const required = { organization: { id: acme, permission: 'invite:member' } };
  const visit = async () => (await client.send(app.localUrl + guardedRoutePath(required))).status;
  expect(await visit()).toBe(200);
  await logto.management.removeMembers(acme, [account]);
  await logto.management.addMembers(acme, [account], ['member']);
  expect(await visit()).toBe(403);
});

test('an event ends what began in its second or before, however often it comes; nothing later', async ({
  servers: { app, logto },
}) => {
  const { account, client, signedInAt } = await someone(app, logto);
  const deleted = (at: number) =>
    JSON.stringify({
      event: 'User.Deleted',
      createdAt: new Date(at * 1000 + 999).toISOString(),
      data: { id: account.id },
    });
  for (const at of [signedInAt - 1, 0, signedInAt - 1]) {
    expect((await postSigned(app, deleted(at))).status).toBe(200);
  }
  expect(await status(client, app)).toBe(200);
  expect((await postSigned(app, deleted(signedInAt))).status).toBe(200);
  expect(await status(client, app)).toBe(401);
});

test('a body that Logto did not sign changes nothing', async ({ servers: { app, logto } }) => {
  const { account, client } = await someone(app, logto);
  const event = { event: 'User.Deleted', data: { id: account.id }, n: 1.5 };
  const body = JSON.stringify({ ...event, createdAt: new Date().toISOString() });
  const right = signatureOf(body, keyOf(app));
  const before = complaints(app.output());
  for (const [sent, signature] of [
    [body, undefined],
    [body, ''],
    [body, right.slice(0, -2)],
    [body, `${right}00`],
    [body, `${right}zz`],
    [body, `sha256=${right}`],
    [body, `${right}, ${right}`],
    [body, right.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))],
    [body, signatureOf(body, secret())],
    [body, signatureOf(body, '')],
    [body, 'x'.repeat(8000)],
    [JSON.stringify(JSON.parse(body), null, 2), right],
    [`${body} `, right],
    ['', right],
    ['{', signatureOf(body, keyOf(app))],
  ] as const) {
    const answer = await post(app, sent, signature);
    expect(answer.status, signature).toBe(401);
    expect(await answer.json()).toEqual({ error: 'invalid_signature' });
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  }
  expect(await status(client, app)).toBe(200);
  expect(complaints(app.output())).toEqual(before);
  expect((await post(app, body, right)).status).toBe(200);
  expect(await status(client, app)).toBe(401);
});

test('a signed body that is no event, or not a whole one, is refused in words', async ({
  servers: { app, logto },
}) => {
  const { account, client } = await someone(app, logto);
  const event = {
    event: 'User.SuspensionStatus.Updated',
    createdAt: new Date().toISOString(),
    data: { id: account.id, isSuspended: true },
  };
  const before = complaints(app.output());
  const bodies = [
    ...['', '{', 'null', '[]', '7', '\u0000', '"User.Deleted"', '{"event":null}'],
    ...[
      [event],
      { ...event, event: undefined },
      { ...event, data: undefined },
      { ...event, data: { isSuspended: true } },
      { ...event, data: { id: account.id } },
      { ...event, data: { id: [account.id], isSuspended: true } },
      { ...event, createdAt: undefined },
      { ...event, createdAt: 'NaN' },
      { ...event, createdAt: -1 },
      { ...event, createdAt: '-000001-01-01T00:00:00Z' },
      { ...event, createdAt: '+275760-09-13T00:00:00.001Z' },
      { ...event, createdAt: '9999-12-31T23:59:59Z' },
    ].map((value) => JSON.stringify(value)),
    JSON.stringify({ ...event, more: 'x'.repeat(1024 * 1024) }),
    '['.repeat(500_000),
  ];
  for (const body of bodies) {
    const answer = await postSigned(app, body);
    expect(answer.status, body.slice(0, 200)).toBe(400);
    expect(await answer.json()).toEqual({ error: 'invalid_request' });
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  }
  expect(await status(client, app)).toBe(200);
  expect(complaints(app.output())).toEqual(before);
});

test('other events, and a membership event that names nobody, are simply received', async ({
  servers: { app },
}) => {
  const createdAt = new Date().toISOString();
  for (const event of [
    { event: 'PostSignIn' },
    { event: 'Role.Scopes.Updated', createdAt, data: [] },
    { event: 'Organization.Deleted', createdAt, data: null },
    { event: 'Organization.Membership.Updated', createdAt, organizationId: 'x' },
    { event: 'constructor' },
  ]) {
    const answer = await postSigned(app, JSON.stringify(event));
    expect([answer.status, await answer.text()], event.event).toEqual([200, '']);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  }
});

test('one line of the log tells of each webhook, and of nobody', async ({
  servers: { app, logto },
}) => {
  const account = logto.accounts.create({ username: 'zelda', email: 'zelda@example.com' });
  const before = app.output().length;
  await logto.management.rename(account, 'Zelda Zoom', 'administrator');
  await post(app, '{}', 'x');
  await postSigned(
    app,
    JSON.stringify({ event: 'User.Deleted', createdAt: 'Zelda', data: account }),
  );
  await postSigned(app, `zelda ${account.id}`);
  const lines =
    app
      .output()
      .slice(before)
      .match(/^\{.*$/gm) ?? [];
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { event: 'webhook_received', level: 'info' },
    { event: 'webhook_not_signed', level: 'warn' },
    { event: 'webhook_refused', level: 'warn', code: 'invalid_request' },
    { event: 'webhook_refused', level: 'warn', code: 'invalid_request' },
  ]);
  expect(lines.join()).not.toMatch(new RegExp(`zelda|${account.id}|${keyOf(app)}`, 'i'));
});

test('without a signing key there is no webhook', async ({ servers }) => {
  const app = await startApp(servers.logto.endpoint);
  const body = JSON.stringify({ event: 'PostSignIn' });
  for (const signature of [undefined, signatureOf(body, ''), signatureOf(body, 'undefined')]) {
    const answer = await post(app, body, signature);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ error: 'not_found' });
  }
  await app.stop();
});

pairTest.describe('two instances that share a Redis', () => {
  pairTest.describe.configure({ mode: 'default' }); // one worker, with one pair
  pairTest.beforeAll(needRedis);

  pairTest(
    'a suspended user and a removed member are out in both; while Redis is away, Logto gets 503 and nobody gets in',
    async ({ pair }) => {
      const { logto, app, other, redis } = pair;
      const [first, second] = [await someone(app, logto), await someone(app, logto)];

      expect(await logto.management.setSuspended(first.account, true)).toBe(200);
      expect(await status(first.client, other)).toBe(401);
      expect(await status(second.client, other)).toBe(200);

      const { account, client } = await someone(app, logto, [{ id: acme, roles: [] }]);
      const visit = () => client.visit(`${other.localUrl}/tests/members/${acme}`);
      expect((await visit()).status).toBe(200);
      expect(await logto.management.removeMembers(acme, [account])).toBe(200);
      expect((await visit()).status).toBe(403);

      await redis.stop('SIGKILL');
      expect(await logto.management.setSuspended(second.account, true)).toBe(503);
      expect(await status(second.client, app)).toBe(503);
      await restartRedis(pair);
    },
  );

  pairTest(
    'ten thousand members who changed are noted well within the time that Logto waits',
    async ({ pair }) => {
      const { app, redis } = pair;
      const ids = (prefix: string) =>
        Array.from({ length: 5000 }, (_, index) => `${prefix}${String(index).padStart(11, '0')}`);
      const event = {
        event: 'Organization.Membership.Updated',
        createdAt: new Date().toISOString(),
        addedUserIds: ids('a'),
        removedUserIds: ids('r'),
      };
      const tell = (timeoutMilliseconds: number) => {
        const body = JSON.stringify(event);
        return fetch(`${app.localUrl}/api/logto/webhook`, {
          method: 'POST',
          body,
          headers: { [signatureHeader]: signatureOf(body, keyOf(app)) },
          signal: AbortSignal.timeout(timeoutMilliseconds),
        });
      };
      expect((await tell(10_000)).status).toBe(200);
      expect(await redis.ask('DBSIZE')).toContain(':10000\r\n');

      await redis.stop('SIGKILL');
      expect((await tell(10_000)).status).toBe(503);
      await restartRedis(pair);
    },
  );
});
