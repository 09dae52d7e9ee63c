import { sealData } from 'iron-session';
import { testSession } from '@/lib/session/test-sessions';
import { sessionCookie, type App } from '../../support/app';
import { Client } from '../../support/client';
import { complaints } from '../support/complaints';
import { expect, test } from '../../support/fixtures';
import { ProxiedClient, startOnHttps } from '../support/https';
import { randomText } from '../support/random';
import { rawRequest } from '../support/raw-request';

const attributesOf = (cookie: string) => cookie.toLowerCase().split('; ').slice(1).sort();

/** The attributes of every cookie. Lifetimes differ. */
const common = ['httponly', 'path=/', 'samesite=lax'];

const lives = /^(max-age=\d+|expires=.*)$/; // Next sets both

test('every cookie, set or removed, is out of reach for scripts and foreign sites', async ({
  servers,
}) => {
  const { baseUrl } = servers.app;
  const client = new ProxiedClient(servers.app);
  await client.signIn(servers.app);
  await client.send(`${baseUrl}/api/logto/sign-out`, {
    method: 'POST',
    headers: { origin: baseUrl },
  });
  const ours = client.received.filter((cookie) => cookie.startsWith('logto-'));
  expect(ours.length).toBeGreaterThan(3);
  for (const cookie of ours) {
    expect(attributesOf(cookie).filter((attribute) => !lives.test(attribute))).toEqual(common);
  }
});

test('on https every cookie is a host cookie: session and sign-in, set or removed', async () => {
  const { app, logto } = await startOnHttps();
  const { baseUrl, localUrl } = app;
  const client = new ProxiedClient(app);
  const page = await client.signIn(app);
  expect(page.url).toBe(`${localUrl}/`);

  // A cookie with another name could be set by a page on plain http, or by another host of the domain.
  const sealed = client.cookies.get('__Host-logto-session') ?? '';
  const statusWith = async (cookie: string) =>
    (await rawRequest(localUrl, '/api/me', { headers: { cookie } })).status;
  expect(await statusWith(`logto-session=${sealed}; __Secure-logto-session=${sealed}`)).toBe(401);
  expect(await statusWith(`__Host-logto-session=${sealed}`)).toBe(200);

  await client.send(`${baseUrl}/api/logto/sign-out`, {
    method: 'POST',
    headers: { origin: baseUrl },
  });
  expect([...client.cookies.keys()].filter((name) => /logto-session/.test(name))).toEqual([]);

  const ours = client.received.filter((cookie) => cookie.includes('logto-'));
  for (const name of ['session', 'sign-in-']) {
    expect(ours.join('\n')).toMatch(new RegExp(`^__Host-logto-${name}`, 'm'));
  }
  for (const cookie of ours) {
    expect(cookie).toMatch(/^__Host-logto-/);
    expect(attributesOf(cookie).filter((attribute) => !lives.test(attribute))).toEqual(
      [...common, 'secure'].sort(),
    );
  }
  await app.stop();
  await logto.close();
});

/** Expects that a request with these cookies has no user, and causes no error in the server. */
async function expectNobody(app: App, cookies: Record<string, string>) {
  const before = complaints(app.output());
  const work = Object.entries(cookies).map(async ([what, cookie]) => {
    for (const [path, status] of Object.entries({ '/api/me': 401, '/profile': 303, '/': 200 })) {
      const answer = await rawRequest(app.localUrl, path, { headers: { cookie } });
      const tooLarge = cookie.length > 15_000 ? [431] : []; // Node takes 16 KB of headers
      expect([status, ...tooLarge], `${what} at ${path}`).toContain(answer.status);
      if (path === '/') expect(answer.body.includes('Sign out'), what).toBe(false);
    }
  });
  await Promise.all(work);
  expect(complaints(app.output())).toEqual(before);
}

test('a cookie that is not whole is nobody', async ({ servers }) => {
  const client = new Client();
  await client.signIn(servers.app);
  const name = sessionCookie(servers.app);
  const value = client.cookies.get(name) ?? '';
  expect(value).toMatch(/^Fe26/);
  const signIn = name.replace('session', 'sign-in');
  const { length } = value;
  const cuts = Array.from({ length: 24 }, (_, index) => Math.floor((index * (length - 2)) / 24));
  const garbage = [
    '',
    ' ',
    '"',
    '""',
    `"${value}x"`,
    'null',
    'undefined',
    '{}',
    '[]',
    '%',
    '%00',
    '%ff',
    '%u0000',
    '\u00ff\u00fe\u0080',
    '*******',
    '~2',
    'Fe26.2*******',
    'Fe26.2*1*x*y*z*9999999999999*x*y~2',
    'Fe26.2*__proto__*x*y*z**x*y~2',
    'Fe26.2*constructor*x*y*z**x*y~2',
    'Fe26.2*1****9**',
    'Fe26.2**'.repeat(400),
    'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.',
    'x'.repeat(4000),
    'x'.repeat(14_000),
    'x'.repeat(20_000),
    '*'.repeat(8000),
    '~'.repeat(8000),
  ];
  await expectNobody(servers.app, {
    ...Object.fromEntries(cuts.map((at) => [`cut at ${at}`, `${name}=${value.slice(0, at)}`])),
    ...Object.fromEntries(cuts.map((at) => [`from ${at}`, `${name}=${value.slice(at + 1)}`])),
    ...Object.fromEntries(garbage.map((text) => [text.slice(0, 40), `${name}=${text}`])),
    'another name': `${name}s=${value}; ${name.toUpperCase()}=${value}; logto-session=${value}`,
    'the name of another mode': `__Host-logto-session=${value}`,
    'a name that objects have': `__proto__=x; constructor=x; toString=x; ${name}=x`,
    'a hundred cookies': Array.from({ length: 100 }, (_, index) => `c${index}=x`).join('; '),
    'a name many times': Array<string>(100).fill(`${name}=x`).join('; '),
    'no pair': name,
    'no name': `=${value}`,
    'only separators': ';;;;==;;,,',
    'the seal of a sign-in in progress': await signInSeal(servers.app),
    'a name like that of a sign-in in progress': `${signIn}-1-x=x; ${signIn}-=x; ${signIn}-9=x; ${signIn}-${Date.now()}-x=x`,
  });
});

/** Returns the seal of a sign-in in progress, to be sent as the session's cookie. */
async function signInSeal(app: App): Promise<string> {
  const client = new Client();
  await client.send(`${app.baseUrl}/api/logto/sign-in`);
  const [value = ''] = client.cookies.values();
  expect(value).toMatch(/^Fe26\.2\*/);
  return `${sessionCookie(app)}=${value}`;
}

test('what the app’s own secret seals, and the app never would, is nobody', async ({
  servers: { app },
}) => {
  Object.assign(process.env, app.variables); // so that this process makes sessions as the app does
  const { encodeSession } = await import('@/lib/session/seal'); // only workers can load it
  const session = testSession();
  const data = encodeSession(session);
  const kind = 'session';
  const contents: unknown[] = [
    null,
    7,
    'session',
    [session],
    { session },
    { kind, data: null },
    { kind, data: session },
    { kind: 'sign-in', data },
    { kind, data: encodeSession({ ...session, expiresAt: -1 }) },
    { kind, data: encodeSession({ ...session, generation: 1e300 }) },
    { kind, data: { ...data, version: 0 } },
    { kind, data: { ...data, claims: '' } },
    { kind, data: { ...data, accessTokens: [{}] } },
  ];
  const password = app.variables['SESSION_SECRET'] ?? '';
  const cookies = contents.map(async (content) => [
    JSON.stringify(content),
    `${sessionCookie(app)}=${await sealData(content, { password })}`,
  ]);
  await expectNobody(app, Object.fromEntries(await Promise.all(cookies)) as Record<string, string>);
});

test('a session in two cookies is nobody without either, or with another’s', async ({
  servers,
}) => {
  const { app, logto } = servers;
  const name = sessionCookie(app);
  const chunksOf = async (username: string) => {
    logto.accounts.create({ username, password: 'password', name: randomText(3400) });
    const client = new Client();
    await client.signIn(app, username, 'password');
    const [a = '', b = ''] = ['.0', '.1'].map((end) => client.cookies.get(name + end));
    expect(b).not.toBe('');
    expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
    return [a, b] as const;
  };
  const [a, b] = await chunksOf('large-one');
  const [otherA, otherB] = await chunksOf('large-two');
  const cookies = (...chunks: string[]) =>
    chunks.map((chunk, index) => `${name}.${index}=${chunk}`).join('; ');
  await expectNobody(app, {
    'no first': `${name}.1=${b}`,
    'no second': cookies(a),
    swapped: cookies(b, a),
    'the first twice': cookies(a, a, b),
    'another’s first': cookies(otherA, b),
    'another’s second': cookies(a, otherB),
    'a gap': `${name}.0=${a}; ${name}.2=${b}`,
    'an empty one between': `${name}.0=${a}; ${name}.1=; ${name}.2=${b}`,
    'a whole one beside it': `${name}=x; ${cookies(a, b)}`,
    'the first as the whole': `${name}=${a}; ${name}.1=${b}`,
    'other numbers': `${name}.-1=${a}; ${name}.00=${a}; ${name}.01=${b}`,
  });
  // Chunks that an earlier, larger session left after the last one of this session change nothing.
  const headers = { cookie: cookies(a, b, otherB) };
  const me = await rawRequest(app.localUrl, '/api/me', { headers });
  expect(JSON.parse(me.body)).toMatchObject({ user: { username: 'large-one' } });
});

test('fifty sign-ins begun in one browser: cookies below 8 KB, and the newest still finishes', async ({
  servers,
}) => {
  const { baseUrl } = servers.app;
  const client = new Client();
  await client.signIn(servers.app);
  let begun;
  for (let count = 0; count < 50; count++) {
    begun = await client.send(`${baseUrl}/api/logto/sign-in?return_to=/${'x'.repeat(400)}`);
    expect(client.cookieBytes).toBeLessThan(8 * 1024);
  }
  const last = await client.visit(begun?.headers.get('location') ?? '');
  expect(last.url).toBe(`${baseUrl}/${'x'.repeat(400)}`);
  expect((await client.send(`${baseUrl}/api/me`)).status).toBe(200);
});

test('thousands of cookies in one request are refused before anybody reads them', async ({
  servers,
}) => {
  const withCookies = (count: number, path: string) => {
    const cookies = Array.from({ length: count }, (_, index) => `${index.toString(36)}=`);
    const headers = { cookie: cookies.join(';') };
    return fetch(servers.app.baseUrl + path, { headers, redirect: 'manual' });
  };
  for (const path of ['/api/health', '/api/me', '/api/logto/sign-in', '/', '/profile', '/icon']) {
    const answer = await withCookies(3_000, path);
    expect([answer.status, await answer.text()], path).toEqual([431, '']);
    expect(answer.headers.get('cache-control'), path).toContain('no-store');
  }
  for (const path of ['/api/health', '/']) expect((await withCookies(200, path)).status).toBe(200);
});
