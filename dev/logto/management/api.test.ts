import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LocalLogto } from '../server';
import {
  app,
  authorizationRequest,
  Browser,
  decode,
  exchange,
  parseTokens,
  refresh,
  signIn,
  start,
  userinfo,
  type Page,
} from '../test-client';

const resource = 'https://default.logto.app/api';
const acme = 'k3v9x0q7m2ab';

let application: http.Server;
let events: Record<string, unknown>[];
let logto: LocalLogto;
let redirectUri: string;
let token: string;

beforeEach(async () => {
  events = [];
  application = http.createServer((request, response) => {
    void text(request).then((body) => {
      response.end();
      if (request.url !== '/api/logto/webhook') return;
      events.push(JSON.parse(body) as Record<string, unknown>);
      application.emit('event');
    });
  });
  application.listen(0, 'localhost');
  await once(application, 'listening');
  const baseUrl = `http://localhost:${(application.address() as AddressInfo).port}`;
  redirectUri = `${baseUrl}/api/logto/callback`;
  logto = await start({ app: { ...app, baseUrl }, webhookSigningKey: 'k'.repeat(32) });
  token = String((await requestToken({})).body['access_token']);
});

afterEach(async () => {
  vi.useRealTimers();
  await logto.close();
  application.close();
});

type Json = Record<string, unknown>;

async function requestToken({ id = '', secret = '', wanted = resource }) {
  const { machine } = logto;
  const response = await fetch(`${logto.endpoint}/oidc/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${id || machine.id}:${secret || machine.secret}`).toString('base64')}`,
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      resource: wanted,
      scope: 'all',
    }),
  });
  return { status: response.status, body: (await response.json()) as Json };
}

async function call(route: string, body?: unknown, authorization = `Bearer ${token}`) {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(`${logto.endpoint}/api/${path}`, {
    method,
    headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const content = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  const parsed = isJson ? (JSON.parse(content) as Json & Json[]) : undefined;
  return { status: response.status, headers: response.headers, body: parsed };
}

/** An answer that refuses. */
const refused = (status: number, code: string) => ({
  status,
  body: { code, message: expect.any(String) as string },
});

/** Calls, and waits for the webhook's event, which comes after the answer. */
async function callForEvent(route: string, body?: unknown) {
  const event = once(application, 'event');
  const answer = await call(route, body);
  await event;
  return answer;
}

async function roleId(name: string) {
  const { body } = await call('GET organization-roles');
  return String(body?.find((role) => role['name'] === name)?.['id']);
}

describe('access', () => {
  test('a token is a JWT for an hour with the scope all', async () => {
    const { status, body } = await requestToken({});
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'all' });
    expect(decode(String(body['access_token'])).claims).toMatchObject({
      aud: resource,
      client_id: logto.machine.id,
      scope: 'all',
    });
  });

  test.each([
    [{ secret: 'wrong' }, 401, 'invalid_client'],
    [{ id: 'unknown' }, 400, 'invalid_client'],
    [{ id: app.id, secret: app.secret }, 400, 'invalid_request'],
    [{ wanted: 'https://tenant.logto.app/api' }, 400, 'invalid_target'],
  ])('%o gets no token', async (credentials, status, error) => {
    expect(await requestToken(credentials)).toMatchObject({ status, body: { error } });
  });

  test('without the role, the token has no scope, and the API forbids', async () => {
    logto.settings.machineRole = false;
    const { status, body } = await requestToken({});
    expect([status, body['scope']]).toEqual([200, undefined]);
    const answer = await call(
      'GET organizations',
      undefined,
      `Bearer ${String(body['access_token'])}`,
    );
    expect(answer).toMatchObject(refused(403, 'auth.forbidden'));
  });

  test('a missing token, a damaged one, a user’s one and an unknown route are refused', async () => {
    const { refreshToken, accessToken } = await signInAs('alice');
    const { body } = await refresh(logto, refreshToken, { resource: 'https://api.example.com' });
    const foreign = parseTokens(body).access_token;
    for (const wrong of [`${token}x`, accessToken, foreign]) {
      const answer = await call('GET organizations', undefined, `Bearer ${wrong}`);
      expect(answer).toMatchObject(refused(401, 'auth.unauthorized'));
    }
    expect((await call('GET organizations', undefined, '')).status).toBe(401);
    expect((await call('GET nothing')).status).toBe(404);
  });
});

/** Signs in at a new browser. */
const signInAs = (username: string) =>
  signIn(new Browser(logto), username, { redirect_uri: redirectUri });

describe('organizations', () => {
  test('are created, read, changed and deleted; names may repeat', async () => {
    const created = await call('POST organizations', { name: 'Acme Inc.', description: 'Second' });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      id: expect.stringMatching(/^[a-z0-9]{12}$/) as string,
      name: 'Acme Inc.',
      description: 'Second',
      customData: {},
    });
    const path = `organizations/${String(created.body?.['id'])}`;
    const changed = await call(`PATCH ${path}`, { name: 'Umbrella' });
    expect(changed).toMatchObject({ status: 200, body: { name: 'Umbrella' } });
    expect((await call(`GET ${path}`)).body).toMatchObject({
      name: 'Umbrella',
      description: 'Second',
    });
    expect((await call(`DELETE ${path}`)).status).toBe(204);
    for (const method of ['GET', 'PATCH', 'DELETE'])
      expect(await call(`${method} ${path}`, method === 'PATCH' ? {} : undefined)).toMatchObject(
        refused(404, 'entity.not_exists_with_id'),
      );
  });

  test.each([{}, { name: '' }, { name: 'n'.repeat(129) }, { name: 1 }, 'not an object'])(
    'a body like %o is refused',
    async (body) => {
      expect(await call('POST organizations', body)).toMatchObject(
        refused(400, 'guard.invalid_input'),
      );
    },
  );

  test('a deleted one is gone from claims, tokens and invitations; no event is sent', async () => {
    const { refreshToken } = await signInAs('alice');
    const { body: invitation } = await invite();
    await call(`DELETE organizations/${acme}`);
    const { body } = await refresh(logto, refreshToken);
    expect(decode(parseTokens(body).id_token).claims['organizations']).toEqual(['p8w1z5n4t6cd']);
    const organization = await refresh(logto, refreshToken, { organization_id: acme });
    expect(organization).toMatchObject({ status: 403, body: { error: 'access_denied' } });
    const gone = await call(`GET organization-invitations/${String(invitation?.['id'])}`);
    expect(gone.status).toBe(404);
    expect(events).toEqual([]);
  });

  test('a list comes in pages, with its length and links', async () => {
    for (const name of ['One', 'Two', 'Three']) await call('POST organizations', { name });
    const { headers, body } = await call('GET organizations?page=2&page_size=2');
    expect(body?.map(({ name }) => name)).toEqual(['One', 'Two']);
    expect(headers.get('total-number')).toBe('5');
    const rels = [...(headers.get('link') ?? '').matchAll(/page=(\d)&[^>]+>; rel="(\w+)"/g)];
    expect(rels.map(([, page, rel]) => `${rel} ${page}`)).toEqual([
      'first 1',
      'prev 1',
      'next 3',
      'last 3',
    ]);
    for (const query of ['page=0', 'page=x', 'page_size=101'])
      expect((await call(`GET organizations?${query}`)).status).toBe(400);
  });
});

describe('members', () => {
  const users = `organizations/${acme}/users`;

  test('are listed with their roles', async () => {
    const { body, headers } = await call(`GET ${users}`);
    expect(body).toHaveLength(1);
    expect(body?.[0]).toMatchObject({
      username: 'alice',
      primaryEmail: 'alice@example.com',
      organizationRoles: [
        { id: await roleId('admin'), name: 'admin' },
        { id: await roleId('member'), name: 'member' },
      ],
    });
    expect(headers.get('total-number')).toBe('1');
    const { body: own } = await call('GET users/a1l2i3c4e5x6/organizations');
    expect(own?.[0]).toMatchObject({
      id: acme,
      name: 'Acme Inc.',
      organizationRoles: [{ name: 'admin' }, { name: 'member' }],
    });
  });

  test('are added and removed, with an event, and the claims show it at once', async () => {
    const bob = logto.accounts.named('bob').id;
    const { refreshToken } = await signInAs('bob');
    const membership = { event: 'Organization.Membership.Updated', organizationId: acme };
    expect((await callForEvent(`POST ${users}`, { userIds: [bob] })).status).toBe(201);
    expect(events).toMatchObject([{ ...membership, addedUserIds: [bob] }]);
    const added = parseTokens((await refresh(logto, refreshToken)).body);
    expect(decode(added.id_token).claims['organizations']).toEqual([acme]);
    expect((await call(`POST ${users}`, { userIds: [bob] })).status, 'again').toBe(201);

    expect((await callForEvent(`DELETE ${users}/${bob}`)).status).toBe(204);
    expect(events.at(-1)).toMatchObject({ ...membership, removedUserIds: [bob] });
    const token = await refresh(logto, refreshToken, { organization_id: acme });
    expect(token).toMatchObject({ status: 403, body: { error: 'access_denied' } });
    expect((await call(`DELETE ${users}/${bob}`)).status, 'no member').toBe(404);
  });

  test('an unknown user or organization is refused', async () => {
    const code = 'entity.relation_foreign_key_not_found';
    expect(await call(`POST ${users}`, { userIds: ['nobody'] })).toMatchObject(refused(422, code));
    const unknown = 'organizations/unknown/users';
    const userIds = ['a1l2i3c4e5x6'];
    expect(await call(`POST ${unknown}`, { userIds })).toMatchObject(refused(422, code));
    expect((await call(`GET ${unknown}`)).status).toBe(404);
  });

  test('get, lose and change roles; organization tokens show it at once, and no event is sent', async () => {
    logto.accounts.named('bob').organizations = [{ id: acme, roles: [] }];
    const roles = `${users}/b1o2b3m4i5n6/roles`;
    const { refreshToken } = await signInAs('bob');
    const permissions = async () => {
      const { body } = await refresh(logto, refreshToken, { organization_id: acme });
      return decode(parseTokens(body).access_token).claims['scope'];
    };
    expect(await permissions()).toBeUndefined();
    const byName = { organizationRoleNames: ['member'] };
    expect((await call(`POST ${roles}`, byName)).status).toBe(201);
    expect(await permissions()).toBe('read:billing read:member');
    const byId = { organizationRoleIds: [await roleId('admin')] };
    expect((await call(`PUT ${roles}`, byId)).status).toBe(204);
    expect((await call(`GET ${roles}`)).body).toMatchObject([{ name: 'admin' }]);
    expect(String(await permissions()).split(' ')).toEqual(
      expect.arrayContaining([
        'read:member',
        'invite:member',
        'manage:member',
        'delete:organization',
        'write:billing',
      ]),
    );
    expect((await call(`DELETE ${roles}/${await roleId('admin')}`)).status).toBe(204);
    expect(await permissions()).toBeUndefined();
    expect((await call(`DELETE ${roles}/${await roleId('admin')}`)).status).toBe(404);
    expect(events).toEqual([]);
  });

  test('a role needs a membership, and must exist', async () => {
    const body = { organizationRoleNames: ['member'] };
    for (const method of ['POST', 'PUT'])
      expect(await call(`${method} ${users}/b1o2b3m4i5n6/roles`, body)).toMatchObject(
        refused(422, 'organization.require_membership'),
      );
    const unknown = { organizationRoleIds: ['unknown'] };
    expect(await call(`PUT ${users}/a1l2i3c4e5x6/roles`, unknown)).toMatchObject(
      refused(422, 'entity.relation_foreign_key_not_found'),
    );
  });
});

const hour = 60 * 60 * 1000;

/** Creates an invitation to Acme. */
const invite = (fields: Json = {}) =>
  call('POST organization-invitations', {
    organizationId: acme,
    invitee: 'carol@example.com',
    expiresAt: Date.now() + hour,
    messagePayload: false,
    ...fields,
  });

describe('invitations', () => {
  const invalidInput = 'request.invalid_input';

  test('are created, listed by organization, read and deleted', async () => {
    const organizationRoleIds = [await roleId('member')];
    const created = await invite({ organizationRoleIds, inviterId: 'a1l2i3c4e5x6' });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      id: expect.stringMatching(/^[a-z0-9]{21}$/) as string,
      status: 'Pending',
      invitee: 'carol@example.com',
      inviterId: 'a1l2i3c4e5x6',
      acceptedUserId: null,
      organizationRoles: [{ name: 'member' }],
    });
    const path = `organization-invitations/${String(created.body?.['id'])}`;
    expect((await call(`GET ${path}`)).body).toEqual(created.body);
    const list = (id: string) => call(`GET organization-invitations?organizationId=${id}`);
    expect((await list(acme)).body).toEqual([created.body]);
    expect((await list('p8w1z5n4t6cd')).body).toEqual([]);
    expect((await call(`DELETE ${path}`)).status).toBe(204);
    expect(await call(`GET ${path}`)).toMatchObject(refused(404, 'entity.not_exists_with_id'));
  });

  test('a second pending one for the address is refused, in any case of its letters', async () => {
    await invite();
    const again = await invite({ invitee: 'Carol@Example.com' });
    expect(again).toMatchObject(refused(422, 'entity.unique_integrity_violation'));
    const elsewhere = await invite({ organizationId: 'p8w1z5n4t6cd' });
    expect(elsewhere.status).toBe(201);
  });

  test.each([
    [{ invitee: 'ALICE@example.com' }, 422, invalidInput],
    [{ expiresAt: 1000 }, 400, invalidInput],
    [{ invitee: 'nowhere' }, 400, 'guard.invalid_input'],
    [{ organizationId: 'unknown' }, 422, 'entity.relation_foreign_key_not_found'],
    [{ inviterId: 'unknown' }, 422, 'entity.relation_foreign_key_not_found'],
    [{ organizationRoleIds: ['unknown'] }, 422, 'entity.relation_foreign_key_not_found'],
  ])('%o is refused', async (fields, status, code) => {
    expect(await invite(fields)).toMatchObject(refused(status, code));
    expect(logto.state.invitations.size).toBe(0);
  });

  test('a message needs an e-mail connector, else nothing is kept', async () => {
    logto.settings.emailConnector = false;
    const link = `${app.baseUrl}/invitations/1`;
    expect(await invite({ messagePayload: { link } })).toMatchObject(
      refused(501, 'connector.not_found'),
    );
    expect(logto.state.invitations.size).toBe(0);
    const { body } = await invite();
    const message = `POST organization-invitations/${String(body?.['id'])}/message`;
    expect(await call(message, { link })).toMatchObject(refused(501, 'connector.not_found'));
    expect(logto.state.outbox).toEqual([]);

    logto.settings.emailConnector = true;
    expect((await call(message, { link })).status).toBe(204);
    await invite({ invitee: 'dave@example.com', messagePayload: { link: `${link}?a=b&c` } });
    const outbox = await new Browser(logto).open('/console/outbox');
    expect(outbox.body).toContain('Invitation to Acme Inc.');
    expect(outbox.body).toContain(`<a href="${link}">`);
    expect(outbox.body).toContain(`<a href="${link}?a=b&#38;c">`);
    expect(outbox.body.indexOf('dave@example.com')).toBeLessThan(outbox.body.indexOf('carol@'));
  });

  const statusOf = (id: unknown) => `PUT organization-invitations/${String(id)}/status`;

  test('accepting makes a member with roles, once, with an event', async () => {
    const carol = logto.accounts.create({ username: 'carol', email: 'Carol@example.com' });
    const { body } = await invite({ organizationRoleIds: [await roleId('member')] });
    const accept = { status: 'Accepted', acceptedUserId: carol.id };
    const accepted = await callForEvent(statusOf(body?.['id']), accept);
    expect(accepted).toMatchObject({ status: 200, body: accept });
    expect(carol.organizations).toEqual([{ id: acme, roles: ['member'] }]);
    expect(events).toMatchObject([
      { event: 'Organization.Membership.Updated', addedUserIds: [carol.id] },
    ]);
    expect(await call(statusOf(body?.['id']), accept)).toMatchObject(refused(422, invalidInput));
  });

  test('another address can’t accept; a member keeps their roles', async () => {
    const carol = logto.accounts.create({ email: 'carol@example.com' });
    const { body } = await invite({ organizationRoleIds: [await roleId('member')] });
    const accept = (acceptedUserId: string) =>
      call(statusOf(body?.['id']), { status: 'Accepted', acceptedUserId });
    for (const other of ['a1l2i3c4e5x6', 'b1o2b3m4i5n6'])
      expect(await accept(other)).toMatchObject(refused(422, invalidInput));
    expect((await accept('nobody')).status).toBe(404);
    carol.organizations = [{ id: acme, roles: ['admin'] }];
    expect((await accept(carol.id)).status).toBe(200);
    expect(carol.organizations).toEqual([{ id: acme, roles: ['admin', 'member'] }]);
  });

  test('a revoked or expired one can’t be accepted, and the address may be invited again', async () => {
    const { id } = logto.accounts.create({ email: 'carol@example.com' });
    const accept = { status: 'Accepted', acceptedUserId: id };
    const { body: first } = await invite();
    expect(await call(statusOf(first?.['id']), { status: 'Revoked' })).toMatchObject({
      status: 200,
      body: { status: 'Revoked' },
    });
    const { body: second } = await invite();
    vi.useFakeTimers({ now: Date.now() + hour, toFake: ['Date'] });
    token = String((await requestToken({})).body['access_token']);
    const read = await call(`GET organization-invitations/${String(second?.['id'])}`);
    expect(read.body).toMatchObject({ status: 'Expired' });
    for (const invitation of [first, second])
      expect(await call(statusOf(invitation?.['id']), accept)).toMatchObject(
        refused(422, invalidInput),
      );
    expect((await invite()).status).toBe(201);
  });
});

describe('one-time tokens', () => {
  const create = async (fields: Json = {}) => {
    const { status, body } = await call('POST one-time-tokens', {
      email: 'carol@example.com',
      ...fields,
    });
    expect(status).toBe(201);
    expect(body?.['token']).toMatch(/^[a-z0-9]{32}$/);
    return String(body?.['token']);
  };

  const open = (
    browser: Browser,
    one_time_token: string,
    email = 'carol@example.com',
    overrides: Record<string, string> = {},
  ) => {
    const parameters = { one_time_token, login_hint: email, redirect_uri: redirectUri };
    const { url, codeVerifier } = authorizationRequest(logto, { ...parameters, ...overrides });
    return browser.open(url).then((page) => ({ page, codeVerifier }));
  };

  test('an unknown address registers at once: the membership’s event comes first', async () => {
    const token = await create({ context: { jitOrganizationIds: [acme] } });
    const { page, codeVerifier } = await open(new Browser(logto), token);
    const { id_token } = parseTokens((await exchange(logto, page.url, codeVerifier)).body);
    const carol = logto.accounts.named('carol@example.com');
    expect(decode(id_token).claims).toMatchObject({
      sub: carol.id,
      email: 'carol@example.com',
      organizations: [acme],
    });
    expect(events).toMatchObject([
      { event: 'Organization.Membership.Updated', addedUserIds: [carol.id] },
      { event: 'User.Created', interactionEvent: 'Register', data: { id: carol.id } },
    ]);
    const { body } = await new Browser(logto).open('/console/outbox');
    expect(body).toContain(`one_time_token=${token}&#38;login_hint=carol%40example.com`);
  });

  test('a known address signs in, and only once', async () => {
    const token = await create({ email: 'alice@example.com' });
    const { page } = await open(new Browser(logto), token, 'alice@example.com');
    expect(page.url.searchParams.has('code')).toBe(true);
    expect(logto.accounts.size).toBe(3);
    const again = await open(new Browser(logto), token, 'alice@example.com');
    expect(again.page).toMatchObject({
      status: 400,
      body: expect.stringContaining('has been used') as string,
    });
  });

  test('a wrong address, letter by letter, an unknown token and an expired one stay at Logto', async () => {
    const token = await create();
    for (const [value, email, message] of [
      [token, 'Carol@example.com', 'another email address'],
      ['unknown', 'carol@example.com', 'not valid'],
    ] as const) {
      const { page } = await open(new Browser(logto), value, email);
      expect(page).toMatchObject({
        status: 400,
        body: expect.stringContaining(message) as string,
      });
    }
    vi.useFakeTimers({ now: Date.now() + 600_000, toFake: ['Date'] });
    const { page } = await open(new Browser(logto), token);
    expect(page.body).toContain('has expired');
    expect(logto.accounts.size).toBe(3);
  });

  test('a browser that is signed in as somebody else is asked to switch account', async () => {
    const browser = new Browser(logto);
    await signIn(browser, 'alice', { redirect_uri: redirectUri });
    const { page, codeVerifier } = await open(browser, await create());
    expect(page.body).toContain('You are signed in as alice@example.com.');
    expect(page.body).toContain(`<a href="${new URL(redirectUri).origin}/">Back</a>`);
    const callback = await confirm(browser, await browser.open(`${page.url.pathname}/switch`, {}));
    const { id_token } = parseTokens((await exchange(logto, callback.url, codeVerifier)).body);
    expect(decode(id_token).claims['email']).toBe('carol@example.com');
  });

  test('prompt=login skips the question, and the same address needs none', async () => {
    const browser = new Browser(logto);
    await signIn(browser, 'alice', { redirect_uri: redirectUri });
    const own = await open(
      browser,
      await create({ email: 'alice@example.com' }),
      'alice@example.com',
    );
    expect(own.page.url.searchParams.has('code')).toBe(true);
    const login = { prompt: 'login consent' };
    const { page } = await open(browser, await create(), 'carol@example.com', login);
    const { url } = await confirm(browser, page);
    expect(url.searchParams.has('code')).toBe(true);
    expect(logto.accounts.named('carol@example.com')).toBeDefined();
  });

  /** Submits the form that ends the other account's session; a script does it in a real browser. */
  function confirm(browser: Browser, { body }: Page) {
    const action = /action="([^"]+)"/.exec(body)?.[1] ?? '';
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
    return browser.open(action, { xsrf, logout: 'yes' });
  }
});

describe('users', () => {
  test('are read, and found by e-mail address', async () => {
    const { body } = await call('GET users/a1l2i3c4e5x6');
    expect(body).toMatchObject({ username: 'alice', primaryEmail: 'alice@example.com' });
    const found = await call('GET users?search.primaryEmail=ALICE@example.com');
    expect(found.body?.map(({ id }) => id)).toEqual(['a1l2i3c4e5x6']);
    expect((await call('GET users/nobody')).status).toBe(404);
  });

  test('a deleted one is gone everywhere, with one event', async () => {
    const { accessToken, refreshToken } = await signInAs('alice');
    expect((await callForEvent('DELETE users/a1l2i3c4e5x6')).status).toBe(204);
    expect(events).toMatchObject([
      { event: 'User.Deleted', params: { userId: 'a1l2i3c4e5x6' }, data: { username: 'alice' } },
    ]);
    expect((await userinfo(logto, accessToken)).status).toBe(401);
    expect(await refresh(logto, refreshToken)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect((await call(`GET organizations/${acme}/users`)).body).toEqual([]);
    expect((await call('DELETE users/a1l2i3c4e5x6')).status).toBe(404);
  });
});
