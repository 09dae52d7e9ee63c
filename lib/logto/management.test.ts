import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { codeOf } from '../errors';

/** A Logto of this test: discovery, tokens, and an API whose answers each test sets. */
const logto = createServer((incoming, outgoing) => void answer(incoming, outgoing));
let endpoint: string;
let requests: { method: string; url: string; token: string; body: unknown }[];
let tokenRequests: { authorization: string; parameters: Record<string, string> }[];
let api: (outgoing: ServerResponse) => void;
let token: { status: number; body: object };

const sendJson = (outgoing: ServerResponse, status: number, body: unknown, headers = {}) =>
  outgoing
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify(body));

async function answer(incoming: IncomingMessage, outgoing: ServerResponse) {
  const { method = '', url = '', headers } = incoming;
  if (url.endsWith('/openid-configuration')) {
    const issuer = `${endpoint}/oidc`;
    sendJson(outgoing, 200, { issuer, token_endpoint: `${issuer}/token` });
  } else if (url === '/oidc/token') {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const parameters = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    tokenRequests.push({ authorization: headers.authorization ?? '', parameters });
    sendJson(outgoing, token.status, token.body);
  } else {
    const body = headers['content-type'] === undefined ? undefined : await json(incoming);
    requests.push({ method, url, token: headers.authorization ?? '', body });
    api(outgoing);
  }
}

beforeAll(async () => {
  logto.listen(0, '127.0.0.1');
  await once(logto, 'listening');
  endpoint = `http://127.0.0.1:${(logto.address() as AddressInfo).port}`;
});
afterAll(() => logto.close());

/** Each test loads the module again, with its settings and without a token. */
let request: (typeof import('./management'))['request'];
let hasManagementApi: (typeof import('./management'))['hasManagementApi'];

async function load(env: Record<string, string> = {}) {
  vi.resetModules();
  for (const key of Object.getOwnPropertySymbols(globalThis))
    if (String(key).includes('logto-next-starter:')) Reflect.deleteProperty(globalThis, key);
  vi.stubEnv('LOGTO_ENDPOINT', endpoint);
  const variables = { LOGTO_M2M_APP_ID: 'machine', LOGTO_M2M_APP_SECRET: 'secret', ...env };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  ({ request, hasManagementApi } = await import('./management'));
}

beforeEach(async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  [requests, tokenRequests] = [[], []];
  token = {
    status: 200,
    body: { access_token: 'management-token', token_type: 'Bearer', expires_in: 3600 },
  };
  api = (outgoing) => sendJson(outgoing, 200, { id: 'one' });
  await load();
});

const itemSchema = z.object({ id: z.string() });
const failure = (path = ['users', 'one']) => request(itemSchema, path).then(String, codeOf);

test('one token serves all calls, at the same time and later', async () => {
  await Promise.all(['a', 'b', 'c'].map((id) => request(itemSchema, ['users', id])));
  await request(itemSchema, ['users', 'd']);
  expect(requests.map((each) => each.token)).toEqual(Array(4).fill('Bearer management-token'));
  const parameters = {
    grant_type: 'client_credentials',
    resource: 'https://default.logto.app/api',
    scope: 'all',
  };
  const authorization = `Basic ${btoa('machine:secret')}`;
  expect(tokenRequests).toEqual([{ authorization, parameters }]);
});

test('a token is requested again after it has expired, after a failure, and after Logto has refused it', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await load();
  token = { status: 200, body: { access_token: 'short', token_type: 'Bearer', expires_in: 1 } };
  await request(itemSchema, ['users', 'a']);
  vi.setSystemTime(Date.now() + 2_000);
  token = { status: 503, body: {} };
  expect(await failure()).toBe('provider_unreachable');
  token = { status: 200, body: { access_token: 'second', token_type: 'Bearer', expires_in: 3600 } };
  api = (outgoing) => sendJson(outgoing, 401, { code: 'auth.unauthorized' });
  expect(await failure()).toBe('client_refused');
  token = { status: 200, body: { access_token: 'third', token_type: 'Bearer', expires_in: 3600 } };
  api = (outgoing) => sendJson(outgoing, 200, { id: 'one' });
  await request(itemSchema, ['users', 'a']);
  vi.useRealTimers();
  expect(requests.map((each) => each.token)).toEqual([
    'Bearer short',
    'Bearer second',
    'Bearer third',
  ]);
});

test('method, path, query and body are sent; answer, length of the list and Logto’s time come back', async () => {
  const date = 'Mon, 02 Nov 2026 10:00:07 GMT';
  api = (outgoing) =>
    sendJson(outgoing, 200, [{ id: 'x', secret: 1 }], { 'total-number': '41', date });
  const found = await request(z.array(itemSchema), ['organizations', 'o-1', 'users'], {
    query: { page: 2, q: 'a&b=c' },
  });
  expect(found).toEqual({ data: [{ id: 'x' }], total: 41, at: Date.parse(date) / 1000 });
  api = (outgoing) => outgoing.writeHead(201).end('Created');
  const body = { name: 'Ünïted' };
  const changed = await request(z.unknown(), ['organizations'], { method: 'POST', body });
  expect(changed.data).toBeUndefined();
  expect(requests.map(({ method, url, body }) => ({ method, url, body }))).toEqual([
    { method: 'GET', url: '/api/organizations/o-1/users?page=2&q=a%26b%3Dc', body: undefined },
    { method: 'POST', url: '/api/organizations', body },
  ]);
});

test.each(['..', '.', '', 'a/b', 'a?b', 'a#b', '%2e%2e', 'é', 'x'.repeat(129)])(
  'an id that could lead to another path is never sent: %j',
  async (id) => {
    expect(await failure(['users', id])).toBe('invalid_request');
    expect(requests).toEqual([]);
  },
);

test.each([
  [400, 'guard.invalid_input', 'request_refused'],
  [401, 'auth.unauthorized', 'client_refused'],
  [403, 'auth.forbidden', 'client_refused'],
  [404, 'entity.not_exists_with_id', 'not_found'],
  [404, '', 'request_refused'], // a proxy that hides the API: nothing was deleted
  [422, 'entity.unique_integrity_violation', 'already_exists'],
  [422, 'request.invalid_input', 'request_refused'],
  [429, '', 'provider_unreachable'],
  [500, '', 'provider_unreachable'],
  [501, 'connector.not_found', 'not_set_up'],
])('HTTP %i %s has the code %s, and the log says why', async (status, code, expected) => {
  api = (outgoing) => sendJson(outgoing, status, code === '' ? '<html>' : { message: 'x', code });
  expect(await failure()).toBe(expected);
  const line = vi.mocked(console.warn).mock.lastCall?.join() ?? '';
  expect(line).toContain(`"code":"${expected}"`);
  expect(line).toContain(code.replaceAll('.', '_'));
});

test('a malformed answer, and no answer, have a code', async () => {
  for (const body of [{ id: 1 }, [], null, 'x']) {
    api = (outgoing) => sendJson(outgoing, 200, body);
    expect(await failure()).toBe('invalid_response');
  }
  api = (outgoing) => outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{');
  expect(await failure()).toBe('invalid_response');
  api = (outgoing) => outgoing.destroy();
  expect(await failure()).toBe('provider_unreachable');
});

test('a change is never sent twice', async () => {
  api = (outgoing) => outgoing.writeHead(503).end();
  const change = request(z.unknown(), ['organizations'], { method: 'POST', body: {} });
  expect(await change.then(String, codeOf)).toBe('provider_unreachable');
  expect(requests).toHaveLength(1);
});

test('wrong credentials have a code, and without credentials nothing is sent', async () => {
  token = { status: 401, body: { error: 'invalid_client' } };
  expect(await failure()).toBe('client_refused');
  token = { status: 400, body: { error: 'invalid_target' } };
  expect(await failure()).toBe('invalid_target');
  expect(hasManagementApi()).toBe(true);
  await load({ LOGTO_M2M_APP_ID: '', LOGTO_M2M_APP_SECRET: '' });
  expect(hasManagementApi()).toBe(false);
  expect(await failure()).toBe('not_set_up');
  expect(requests).toEqual([]);
});

test('a token without the right permission is not kept: the application may get its role later', async () => {
  api = (outgoing) => sendJson(outgoing, 403, { code: 'auth.forbidden' });
  expect(await failure()).toBe('client_refused');
  api = (outgoing) => sendJson(outgoing, 200, { id: 'one' });
  await request(itemSchema, ['users', 'one']);
  expect(tokenRequests).toHaveLength(2);
});
