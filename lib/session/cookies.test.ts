import { afterEach, expect, test, vi } from 'vitest';
import { testSession } from './test-sessions';
import { testCookies } from './test-cookies';

const state = 's'.repeat(43);
const transaction = {
  ...{ id: 'id', state, nonce: 'n', codeVerifier: 'v', returnTo: '/' },
  redirectUri: 'https://app.test/api/logto/callback',
};

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The app's modules in a process with this address: settings are read once. */
async function appAt(baseUrl: string) {
  vi.resetModules();
  vi.stubEnv('BASE_URL', baseUrl);
  return {
    ...(await import('./session-cookie')),
    ...(await import('./transaction')),
    ...(await import('./cookies')),
  };
}

test.each([
  ['https://app.test', '__Host-logto-session'],
  ['https://app.test:8443', '__Host-logto-session'],
  ['http://localhost:3000', 'logto-session'],
  ['http://localhost:3001', 'logto-session-3001'],
  ['http://localhost', 'logto-session-80'],
])('at %s the session’s cookie is %s', async (baseUrl, name) => {
  const app = await appAt(baseUrl);
  const cookies = testCookies();
  await app.writeSession(cookies, testSession());
  expect([...cookies.jar.keys()]).toEqual([name]);
  expect(cookies.jar.get(name)?.attributes).toMatchObject({ secure: baseUrl.startsWith('https') });
});

/** Two apps in one browser on plain http, where ports share cookies. */
const pairs = [
  ['http://localhost:3000', 'http://localhost:3001'],
  ['http://localhost:3001', 'http://localhost:3000'],
  ['http://localhost:3001', 'http://localhost:30010'],
  ['http://localhost', 'http://localhost:8080'],
];

test.each(pairs)(
  'an app at %s neither reads nor touches the cookies of one at %s',
  async (one, other) => {
    const theirs = testCookies();
    const otherApp = await appAt(other);
    const large = testSession({ claims: { name: crypto.randomUUID().repeat(200) } });
    await otherApp.writeSession(theirs, testSession());
    await otherApp.saveTransaction(theirs, transaction);
    const before = theirs.getAll();

    const app = await appAt(one);
    expect(await app.readSession(theirs)).toBeNull();
    expect(await app.takeTransaction(theirs, state)).toBeNull();
    await app.writeSession(theirs, large);
    for (let index = 0; index < 30; index++)
      await app.saveTransaction(theirs, { ...transaction, state: `${index}`.padStart(43, 'x') });
    app.clearSession(theirs);
    expect(theirs.getAll()).toEqual(expect.arrayContaining(before));
    expect(await (await appAt(other)).readSession(theirs)).not.toBeNull();
  },
);

test('on https, nothing is read from a cookie that another host or plain http could have set', async () => {
  const app = await appAt('https://app.test');
  const cookies = testCookies();
  await app.writeSession(cookies, testSession());
  const { value = '' } = cookies.getAll()[0] ?? {};
  expect(await app.readSession(testCookies({ '__Host-logto-session': value }))).not.toBeNull();
  for (const name of [
    'logto-session',
    '__Secure-logto-session',
    '__host-logto-session',
    'logto-session-443',
  ])
    expect(await app.readSession(testCookies({ [name]: value })), name).toBeNull();
});
