import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LocalLogto } from './server';
import { app, authorizationRequest, Browser, signIn, start } from './test-client';

const webhookSigningKey = 'a-signing-key-of-thirty-two-chars';
const acme = 'k3v9x0q7m2ab';

let application: http.Server;
let calls: { url: string | undefined; headers: http.IncomingHttpHeaders; body: string }[];
let logto: LocalLogto;
let baseUrl: string;

beforeEach(async () => {
  calls = [];
  application = http.createServer((request, response) => {
    void text(request).then((body) => {
      calls.push({ url: request.url, headers: request.headers, body });
      response.end();
    });
  });
  application.listen(0, 'localhost');
  await once(application, 'listening');
  baseUrl = `http://localhost:${(application.address() as AddressInfo).port}`;
  logto = await start({ app: { ...app, baseUrl }, webhookSigningKey });
});

afterEach(async () => {
  await logto.close();
  application.close();
});

/** Returns the parsed body of the last webhook. */
const lastBody = () => JSON.parse(calls.at(-1)?.body ?? '{}') as Record<string, unknown>;

/** Opens the console and submits the form of this account with what is ticked there, and an action. */
async function submit(browser: Browser, username: string, fields: Record<string, string>) {
  const page = await browser.open('/console');
  const { id } = logto.accounts.named(username);
  const form = page.body.split('<section').find((section) => section.includes(`value="${id}"`));
  const hidden = [...(form ?? '').matchAll(/type="hidden" name="(\w+)" value="([^"]+)"/g)];
  return browser.open('/console', {
    ...Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value])),
    ...fields,
  });
}

test('an event comes signed over the body as it is, with the time in ISO form', async () => {
  const alice = logto.accounts.named('alice');
  expect(await logto.management.setSuspended(alice, true)).toBe(200);
  const [call] = calls;
  expect(call?.url).toBe('/api/logto/webhook');
  expect(call?.headers['logto-signature-sha-256']).toBe(
    createHmac('sha256', webhookSigningKey)
      .update(call?.body ?? '')
      .digest('hex'),
  );
  expect(lastBody()).toMatchObject({
    event: 'User.SuspensionStatus.Updated',
    hookId: expect.any(String) as string,
    params: { userId: alice.id },
    data: { id: alice.id, username: 'alice', isSuspended: true },
  });
  const { createdAt } = lastBody();
  expect(new Date(String(createdAt)).toISOString()).toBe(createdAt);
});

test('each change has its event; one by the user has no params', async () => {
  const { management, accounts } = logto;
  const [alice, bob] = [accounts.named('alice'), accounts.named('bob')];
  await management.rename(alice, 'Alicia', 'administrator');
  expect(lastBody()).toMatchObject({
    event: 'User.Data.Updated',
    params: { userId: alice.id },
    data: { name: 'Alicia' },
  });
  await management.rename(alice, null, 'user');
  expect(lastBody()).toMatchObject({
    event: 'User.Data.Updated',
    data: { id: alice.id, name: null },
  });
  expect(lastBody()).not.toHaveProperty('params');

  const membership = { event: 'Organization.Membership.Updated', organizationId: acme };
  await management.addMembers(acme, [alice, bob], ['member']);
  expect(lastBody()).toMatchObject({ ...membership, addedUserIds: [bob.id] });
  expect(lastBody()).not.toHaveProperty('data');
  await management.removeMembers(acme, [alice, bob]);
  expect(lastBody()).toMatchObject({ ...membership, removedUserIds: [alice.id, bob.id] });
  expect([alice, bob].map(({ organizations }) => organizations.map(({ id }) => id))).toEqual([
    ['p8w1z5n4t6cd'],
    [],
  ]);

  await management.remove(bob);
  expect(lastBody()).toMatchObject({
    event: 'User.Deleted',
    params: { userId: bob.id },
    data: { id: bob.id, username: 'bob' },
  });
  expect(accounts.has(bob.id)).toBe(false);
});

test('a user who changes the name in the account pages causes an event', async () => {
  const browser = new Browser(logto);
  await signIn(browser, 'bob', { redirect_uri: `${baseUrl}/api/logto/callback` });
  const { body } = await browser.open('/account/profile');
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
  await browser.open('/account/profile', { xsrf, name: 'Bobby' });
  expect(lastBody()).toMatchObject({
    event: 'User.Data.Updated',
    data: { id: logto.accounts.named('bob').id, name: 'Bobby' },
  });
  expect(lastBody()).not.toHaveProperty('params');
});

test('a user who registers causes an event without params, once', async () => {
  const redirect = { redirect_uri: `${baseUrl}/api/logto/callback` };
  const browser = new Browser(logto);
  const { url } = authorizationRequest(logto, { first_screen: 'register', ...redirect });
  await browser.submit(await browser.open(url), { username: 'carol', password: 'carol-demo-1' });
  expect(lastBody()).toMatchObject({
    event: 'User.Created',
    interactionEvent: 'Register',
    applicationId: app.id,
    data: { id: logto.accounts.named('carol').id, username: 'carol' },
  });
  expect(lastBody()).not.toHaveProperty('params');

  for (const other of [new Browser(logto), new Browser(logto)])
    await other.open(
      authorizationRequest(logto, { direct_sign_in: 'social:google', ...redirect }).url,
    );
  expect(lastBody()).toMatchObject({ event: 'User.Created', data: { name: 'google user' } });
  await signIn(new Browser(logto), 'carol', redirect);
  expect(calls).toHaveLength(2);
});

test('a further address gets the same call, and back-channel logout goes where this machine reaches the application', async () => {
  const localUrl = baseUrl;
  const tunnel = { ...app, baseUrl: 'https://tunnel.invalid', localUrl };
  const further = await start({ app: tunnel, webhookSigningKey, webhookUrl: `${localUrl}/copy` });
  const alice = further.accounts.named('alice');
  expect(await further.management.setSuspended(alice, true)).toBe(200);
  const urls = calls.map(({ url }) => url).sort();
  expect(urls).toEqual(['/api/logto/webhook', '/copy']);
  const [one, other] = calls;
  expect(one?.body).toBe(other?.body);
  expect(one?.headers['logto-signature-sha-256']).toBe(other?.headers['logto-signature-sha-256']);
  const client = await further.provider.Client.find(app.id);
  expect(client?.backchannelLogoutUri).toBe(`${localUrl}/api/logto/backchannel-logout`);
  await further.close();
});

test('an application that is away, or has no webhook, disturbs nothing', async () => {
  application.close();
  application.closeAllConnections();
  const alice = logto.accounts.named('alice');
  expect(await logto.management.setSuspended(alice, true)).toBeUndefined();
  expect(alice.suspended).toBe(true);
  const without = await start();
  const bob = without.accounts.named('bob');
  expect(await without.management.setSuspended(bob, true)).toBeUndefined();
  await without.close();
});

test('the console lists the accounts, and suspends, lets in and deletes them', async () => {
  const browser = new Browser(logto);
  expect((await submit(browser, 'bob', { action: 'suspend' })).body).toContain('bob, suspended');
  expect(lastBody()).toMatchObject({ data: { username: 'bob', isSuspended: true } });
  expect((await submit(browser, 'bob', { action: 'unsuspend' })).body).not.toContain('bob, susp');
  expect(lastBody()).toMatchObject({ data: { username: 'bob', isSuspended: false } });
  expect((await submit(browser, 'bob', { action: 'delete' })).body).not.toContain('Suspend bob');
  expect(lastBody()).toMatchObject({ event: 'User.Deleted' });
});

test('the console changes roles without an event, and memberships with one', async () => {
  const browser = new Browser(logto);
  const alice = logto.accounts.named('alice');
  const memberships = { [`role:${acme}:`]: 'on', [`role:${acme}:member`]: 'on' };
  const globex = { 'role:p8w1z5n4t6cd:': 'on' };
  await submit(browser, 'alice', {
    action: 'save',
    'role::viewer': 'on',
    ...memberships,
    ...globex,
  });
  expect(alice.roles).toEqual(['viewer']);
  expect(alice.organizations).toEqual([
    { id: acme, roles: ['member'] },
    { id: 'p8w1z5n4t6cd', roles: [] },
  ]);
  expect(calls).toEqual([]);

  await submit(browser, 'alice', { action: 'save', ...globex });
  expect(lastBody()).toMatchObject({ removedUserIds: [alice.id] });
  await submit(browser, 'alice', { action: 'save', ...globex, ...memberships });
  expect(lastBody()).toMatchObject({ addedUserIds: [alice.id] });
  expect(alice.organizations).toContainEqual({ id: acme, roles: ['member'] });
  expect(calls).toHaveLength(2);
});

test('the console takes its own forms only, and no other name for this machine', async () => {
  const browser = new Browser(logto);
  const forged = await submit(browser, 'alice', { action: 'delete', xsrf: 'forged' });
  expect([forged.status, logto.accounts.named('alice').suspended]).toEqual([403, false]);
  expect((await submit(browser, 'alice', { action: 'delete', id: 'nobody' })).status).toBe(404);

  const { port } = new URL(logto.endpoint);
  const request = http.get({ port, path: '/console', headers: { host: `evil.test:${port}` } });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  expect(response.statusCode).toBe(403);
  expect(await text(response)).not.toContain('xsrf');
  expect(calls).toEqual([]);
});
