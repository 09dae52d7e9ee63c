import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { app, start } from '../logto/test-client';
import { examine } from './examine';

const variables = {
  LOGTO_APP_ID: app.id,
  LOGTO_APP_SECRET: app.secret,
  SESSION_SECRET: 'q0iRb3m7Zt1xWc9eVn5yUa2oKd8sHf4jPl6gTk',
  BASE_URL: app.baseUrl,
};

const closing: (() => unknown)[] = [];

afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

/** A Logto at which the app is registered. `first` sees each request before it. */
async function logtoBehind(first: RequestListener = () => undefined): Promise<string> {
  const logto = await start();
  const listeners = logto.server.listeners('request') as RequestListener[];
  logto.server.removeAllListeners('request');
  logto.server.on('request', (...exchange: Parameters<RequestListener>) => {
    first(...exchange);
    if (!exchange[1].writableEnded) for (const listener of listeners) listener(...exchange);
  });
  closing.push(() => logto.close());
  return logto.endpoint;
}

/** Starts a server on loopback that listens as long as the test runs. */
async function portOf(server: Server): Promise<number> {
  server.listen(0, 'localhost');
  await once(server, 'listening');
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Returns all warnings and failures, each as `<status> <check>: <message> → <fix>`. */
async function complaints(env: Record<string, string>): Promise<string[]> {
  const { checks } = await examine({ NODE_ENV: 'development', ...variables, ...env }, false);
  return checks
    .filter(({ status }) => status === 'failed' || status === 'warning')
    .map(({ id, status, message, fix = '' }) => `${status} ${id}: ${message} → ${fix}`);
}

const answer =
  (part: string, status: number, body = ''): RequestListener =>
  ({ url = '' }, response) => {
    if (url.includes(part)) response.writeHead(status).end(body);
  };

const shiftClock =
  (seconds: number): RequestListener =>
  (_, response) =>
    response.setHeader('Date', new Date(Date.now() + seconds * 1000).toUTCString());

const metadata = (origin: string) => ({
  issuer: `${origin}/oidc`,
  authorization_endpoint: `${origin}/oidc/auth`,
  token_endpoint: `${origin}/oidc/token`,
  end_session_endpoint: `${origin}/oidc/session/end`,
});

test('a registered app has nothing to fix', async () => {
  expect(await complaints({ LOGTO_ENDPOINT: await logtoBehind() })).toEqual([]);
});

test.each<[string, RequestListener, RegExp]>([
  [
    'has another name',
    answer('openid-configuration', 200, JSON.stringify(metadata('https://other.example.com'))),
    /^failed issuer: .* → Set LOGTO_ENDPOINT=https:\/\/other\.example\.com\./,
  ],
  [
    'is no Logto',
    answer('openid-configuration', 200, '<!doctype html>'),
    /^failed discovery: .*not as a Logto tenant \(HTTP 200\)/,
  ],
  [
    'is not well',
    answer('openid-configuration', 503),
    /^failed discovery: .*with an error \(HTTP 503\)/,
  ],
  ['breaks down later', answer('/auth?', 503), /^failed client_id: .*unexpected.*HTTP 503/],
  [
    'is 40 seconds ahead',
    shiftClock(40),
    /^warning clock: This machine's clock is \d\d seconds behind Logto's\. → It works up to 3 minutes/,
  ],
  ['is ten minutes behind', shiftClock(-600), /^failed clock: .* is 10 minutes ahead of Logto's/],
  [
    'has a secret that expired',
    answer('/token', 400, '{"error":"invalid_request"}'),
    /^failed client_secret: .* → Copy an App secret that has not expired/,
  ],
  [
    'lacks the address after a sign-out, and answers without a code',
    answer('/session/end', 400, '<!doctype html>'),
    /^failed post_sign_out_redirect_uri: http:\/\/localhost:3999\/ is not registered/,
  ],
  [
    'lacks only the address after a sign-out',
    answer('/session/end', 400, '{"error":"invalid_request"}'),
    /^failed post_sign_out_redirect_uri: http:\/\/localhost:3999\/ .*“Post sign-out redirect URIs”/,
  ],
])('a Logto that %s', async (_, first, expected) => {
  const found = await complaints({ LOGTO_ENDPOINT: await logtoBehind(first) });
  expect(found).toEqual([expect.stringMatching(expected)]);
});

test('a clock that is some seconds off, or a cached answer, is no reason to complain', async () => {
  const cached: RequestListener = (request, response) => {
    shiftClock(-600)(request, response);
    response.setHeader('Age', '600');
  };
  for (const first of [shiftClock(15), shiftClock(-15), cached]) {
    expect(await complaints({ LOGTO_ENDPOINT: await logtoBehind(first) })).toEqual([]);
  }
});

test.each([
  [
    'https://tenant.logto.app/oidc',
    /→ Leave out the path: LOGTO_ENDPOINT=https:\/\/tenant.logto.app\n/,
  ],
  ['https://cloud.logto.io/tenant', /→ LOGTO_ENDPOINT is the address of Logto's Console\./],
])('the endpoint %s is put right', async (endpoint, expected) => {
  const found = await complaints({ LOGTO_ENDPOINT: endpoint });
  expect(found).toEqual([expect.stringMatching(expected)]);
});

test('on Vercel, REDIS_URL has to be set', async () => {
  const found = await complaints({ LOGTO_ENDPOINT: await logtoBehind(), VERCEL: '1' });
  expect(found).toEqual([
    expect.stringMatching(/^failed environment: REDIS_URL is missing\. On Vercel/),
  ]);
});

test('production has to be on https', async () => {
  const LOGTO_ENDPOINT = await logtoBehind();
  const env = { NODE_ENV: 'production', ...variables, LOGTO_ENDPOINT } as const;
  const { ok, checks } = await examine(env, true);
  expect(ok).toBe(false);
  expect(checks.filter(({ status }) => status !== 'ok')).toEqual([
    expect.objectContaining({ id: 'base_url', status: 'warning' }),
  ]);
});

test('without a webhook all is well; what one would be good for is said where the app goes into production', async () => {
  const found = async (env: Record<string, string>, production: boolean) => {
    const { checks } = await examine({ NODE_ENV: 'test', ...variables, ...env }, production);
    return checks.find(({ id }) => id === 'webhook');
  };
  const message = expect.stringContaining('is not set') as string;
  expect(await found({}, false)).toEqual({ id: 'webhook', status: 'ok', message });
  expect(await found({}, true)).toMatchObject({
    status: 'ok',
    message,
    fix: expect.stringContaining(`${app.baseUrl}/api/logto/webhook, with the events`) as string,
  });
  const [LOGTO_WEBHOOK_SIGNING_KEY, tooShort] = ['k'.repeat(32), 'k'.repeat(31)];
  expect(await found({ LOGTO_WEBHOOK_SIGNING_KEY }, true)).toEqual({
    id: 'webhook',
    status: 'ok',
    message: expect.stringContaining('is set') as string,
  });
  expect(await found({ LOGTO_WEBHOOK_SIGNING_KEY: tooShort }, true)).toMatchObject({
    status: 'skipped',
    message: 'Not checked: fix LOGTO_WEBHOOK_SIGNING_KEY first.',
  });
});

test('lifetimes of a session that Logto’s refresh token may not allow are named, with what to set', async () => {
  const found = async (inactivityDays: number, absoluteDays: number) => {
    const seconds = (days: number) => String(days * 24 * 60 * 60);
    const env = {
      SESSION_INACTIVITY_SECONDS: seconds(inactivityDays),
      SESSION_ABSOLUTE_SECONDS: seconds(absoluteDays),
    };
    const { checks } = await examine({ NODE_ENV: 'test', ...variables, ...env }, false);
    const { status, message, fix } = checks.find(({ id }) => id === 'session_lifetimes') ?? {};
    return [status, message, fix ?? ''].join(' ');
  };
  expect(await found(0.5, 14)).toBe(
    'ok Sessions end after 0.5 days without activity, and after 14 days in any case. ',
  );
  expect(await found(14, 30)).not.toContain('Console');
  expect(await found(15, 30)).toMatch(
    /^ok .* 15 days .* default is 14 days; this command can't read .*“Refresh token time to live” to 15 days/,
  );
  expect(await found(14, 31)).toMatch(/^ok .* 31 days .*“Rotate refresh token” on/);
});

test('an idle limit beyond the whole session is a problem of the environment, and the rest is checked', async () => {
  const SESSION_ABSOLUTE_SECONDS = '600';
  const found = await complaints({ LOGTO_ENDPOINT: await logtoBehind(), SESSION_ABSOLUTE_SECONDS });
  expect(found).toEqual([
    expect.stringMatching(/^failed environment: SESSION_INACTIVITY_SECONDS must not be longer/),
  ]);
});

test('a proxy that Node ignores is named, and one that it uses is fine', async () => {
  const LOGTO_ENDPOINT = await logtoBehind();
  const proxy = { LOGTO_ENDPOINT, HTTPS_PROXY: 'http://proxy.example.com:3128' };
  expect(await complaints(proxy)).toEqual([
    expect.stringMatching(/^warning proxy: HTTPS_PROXY .*ignores.* → Set NODE_USE_ENV_PROXY=1/),
  ]);
  expect(await complaints({ ...proxy, NODE_USE_ENV_PROXY: '1' })).toEqual([]);
});

test('quotation marks that are part of a value are named', async () => {
  const LOGTO_ENDPOINT = await logtoBehind();
  const found = await complaints({
    LOGTO_ENDPOINT,
    LOGTO_WEBHOOK_SIGNING_KEY: `"${'k'.repeat(32)}"`,
  });
  expect(found).toEqual([
    expect.stringMatching(/^failed environment: LOGTO_WEBHOOK_SIGNING_KEY .*docker --env-file/),
  ]);
});

test('an account center that is off is said so', async () => {
  const off = answer('account-center', 200, '{"enabled":false}');
  const env = { NODE_ENV: 'test', ...variables, LOGTO_ENDPOINT: await logtoBehind(off) } as const;
  const { checks } = await examine(env, false);
  expect(checks.find(({ id }) => id === 'account_center')).toMatchObject({
    status: 'ok',
    message: expect.stringContaining('is off') as string,
    fix: expect.stringContaining('Account center') as string,
  });
});

/**
 * Answers of the Management API to the machine-to-machine application `m2m`. By default, there is one API with two
 * permissions, and one permission in organizations.
 */
const managementApi =
  (bodies: Record<string, unknown[]> = {}): RequestListener =>
  (request, response) => {
    const { url = '', method } = request;
    const all: Record<string, unknown> = {
      '/oidc/token': { access_token: 'at' },
      '/api/resources': [
        { indicator: 'https://api.example.com', scopes: [{ name: 'read:orders' }] },
        { indicator: 'https://inventory.example.com', scopes: [{ name: 'read:stock' }] },
      ],
      '/api/organization-scopes': [{ id: 's1', name: 'read:billing' }],
      '/api/organization-roles': [],
      '/api/users': [],
      ...bodies,
    };
    const [, body] = Object.entries(all).find(([path]) => url.startsWith(path)) ?? [];
    const isBogusCode = !request.headers.authorization?.includes(basic('m2m'));
    if (body === undefined || (method === 'POST' && isBogusCode)) return;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

const basic = (id: string) => Buffer.from(`${id}:m2m-secret`).toString('base64');

test('scopes that Logto drops are named', async () => {
  const metadataWith = (scopes: string[]) => (origin: string) =>
    JSON.stringify({ ...metadata(origin), scopes_supported: scopes });
  const old: RequestListener = (request, response) => {
    const origin = `http://${request.headers.host ?? ''}`;
    answer(
      'openid-configuration',
      200,
      metadataWith(['openid', 'offline_access'])(origin),
    )(request, response);
  };
  expect(await complaints({ LOGTO_ENDPOINT: await logtoBehind(old) })).toEqual([
    expect.stringMatching(/^warning scopes: Logto drops profile, .*identities.* → .*update Logto/),
  ]);

  const LOGTO_ENDPOINT = await logtoBehind(managementApi());
  const env = {
    LOGTO_ENDPOINT,
    LOGTO_RESOURCES: 'https://api.example.com',
    LOGTO_SCOPES: 'read:orders read:stock read:billing',
  };
  expect(await complaints(env), 'nobody lists permissions').toEqual([]);
  expect(await complaints({ ...env, ...m2m })).toEqual([
    expect.stringMatching(/^warning organization_template/),
    expect.stringMatching(/^warning scopes: Logto drops read:stock\. → /),
  ]);
});

const m2m = { LOGTO_M2M_APP_ID: 'm2m', LOGTO_M2M_APP_SECRET: 'm2m-secret' };

test('without the Management API all is well, and its use is said', async () => {
  const env = { NODE_ENV: 'test', ...variables, LOGTO_ENDPOINT: await logtoBehind() } as const;
  const { checks } = await examine(env, false);
  expect(checks.find(({ id }) => id === 'management_api')).toEqual({
    id: 'management_api',
    status: 'ok',
    message: expect.stringMatching(
      /LOGTO_M2M_APP_SECRET, users could .*invite.* delete their accounts/,
    ) as string,
  });
});

test.each([
  [{ LOGTO_M2M_APP_ID: 'm2m' }, /^failed environment: LOGTO_M2M_APP_ID and .* belong together/],
  [{ LOGTO_M2M_APP_SECRET: 's' }, /^failed environment: LOGTO_M2M_APP_ID and .* belong together/],
  [{ ...m2m, LOGTO_M2M_APP_SECRET: ' ' }, /^failed environment: LOGTO_M2M_APP_SECRET is empty/],
])('%o is half of what the Management API needs, and the rest is checked', async (half, words) => {
  const env = { ...variables, LOGTO_ENDPOINT: await logtoBehind(), ...half };
  const { checks } = await examine({ NODE_ENV: 'test', ...env }, false);
  expect(await complaints(env)).toEqual([expect.stringMatching(words)]);
  const message = 'Not checked: fix LOGTO_M2M_APP_ID first.';
  expect(checks).toContainEqual({ id: 'management_api', status: 'skipped', message });
  expect(checks).toContainEqual(expect.objectContaining({ id: 'redirect_uri', status: 'ok' }));
});

test('each mistake with the machine-to-machine application is named with its cure', async () => {
  const logto = await start();
  closing.push(() => logto.close());
  const found = (id: string, secret: string) =>
    complaints({
      LOGTO_ENDPOINT: logto.endpoint,
      LOGTO_M2M_APP_ID: id,
      LOGTO_M2M_APP_SECRET: secret,
    });
  const { id, secret } = logto.machine;
  const mistakes: [string, string, string][] = [
    [id, 'wrong-m2m', 'HTTP 401\\).* → The secret is wrong'],
    ['unknown', secret, 'HTTP 400\\).* → Logto does not know this App ID'],
    [app.id, app.secret, 'HTTP 400\\).* → The App ID belongs to an application of another type'],
  ];
  const prefix = '^failed management_api: LOGTO_M2M_APP_ID and LOGTO_M2M_APP_SECRET .*';
  for (const [wrongId, wrongSecret, words] of mistakes) {
    const [complaint, ...others] = await found(wrongId, wrongSecret);
    expect(complaint).toMatch(new RegExp(prefix + words));
    expect(complaint).not.toContain(wrongSecret);
    expect(others).toEqual([]);
  }
  logto.settings.machineRole = false;
  expect(await found(id, secret)).toEqual([
    expect.stringMatching(new RegExp(`${prefix}HTTP 403\\).* → .*“Logto Management API access”`)),
  ]);
});

test('what the organization template lacks is named, and then what LOGTO_SCOPES lacks', async () => {
  const all = ['read:member', 'invite:member', 'manage:member', 'delete:organization'];
  const named = (names: string[]) => names.map((name) => ({ id: name, name }));
  const found = async (permissions: string[], roles: Record<string, string[]>, scopes: string) => {
    const first = managementApi({
      '/api/organization-scopes': named(permissions),
      '/api/organization-roles': Object.entries(roles).map(([name, held]) => ({
        id: name,
        name,
        scopes: named(held),
      })),
    });
    const LOGTO_ENDPOINT = await logtoBehind(first);
    return complaints({ LOGTO_ENDPOINT, ...m2m, LOGTO_SCOPES: scopes });
  };
  const roles = { admin: all, member: ['read:member'] };
  expect(await found(all, roles, all.join(' '))).toEqual([]);
  const [complaint, ...others] = await found(all.slice(1), { admin: all.slice(2) }, '');
  expect(others).toEqual([]);
  expect(complaint).toMatch(
    /^warning organization_template: .* lacks the permission read:member, read:member and invite:member in the role admin, the role member\. → .*Console.* member with the permissions read:member\.$/,
  );
  expect(await found(all, roles, 'read:member invite:member')).toEqual([
    expect.stringMatching(
      /^warning organization_template: LOGTO_SCOPES lacks manage:member, delete:organization: .* → .*sign in/,
    ),
  ]);
});

test('an app that runs is noticed', async () => {
  const port = await portOf(createServer((_, response) => response.end('{"status":"ok"}')));
  const BASE_URL = `http://localhost:${port}`;
  const { checks } = await examine({ ...variables, NODE_ENV: 'development', BASE_URL }, false);
  expect(checks.at(-1)?.message).toBe(`The app is running at ${BASE_URL}.`);
});

test('a Redis that accepts connections and says nothing is given up after two seconds', async () => {
  const port = await portOf(createTcpServer((socket) => socket.on('error', () => undefined)));
  const REDIS_URL = `redis://localhost:${port}`;
  const found = await complaints({ LOGTO_ENDPOINT: await logtoBehind(), REDIS_URL });
  expect(found).toEqual([expect.stringMatching(/^failed redis: .*no answer in time/)]);
});
