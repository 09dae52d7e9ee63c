import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { intercept } from '../support/intercept';
import { ordersApi, tokensPath } from '../support/tests-pages';

const signInPath = '/api/logto/sign-in?direct_sign_in=social:github&return_to=/profile';

test('the age of the sign-in must be proved where it was asked for', async ({ servers }) => {
  const { baseUrl } = servers.app;
  const client = new Client();
  const begun = await client.send(`${baseUrl}${signInPath}&max_age=60`);
  const request = new URL(begun.headers.get('location') ?? '');
  // An attacker removes this parameter on the way, so Logto doesn't say when the user signed in.
  request.searchParams.delete('max_age');
  expect((await client.visit(request)).url).toContain('/auth-error?code=step_up_unmet');
});

test('a discovery that failed is tried again, one that worked is kept', async ({ start }) => {
  const { logto, app } = await start();
  let isHealthy = false;
  let discoveries = 0;
  intercept(logto, ({ url }, response) => {
    if (!url?.includes('.well-known')) return false;
    discoveries++;
    if (!isHealthy) response.writeHead(503).end();
    return !isHealthy;
  });
  const first = await new Client().visit(app.baseUrl + signInPath);
  expect(first.url).toContain('/auth-error?code=provider_unreachable');
  isHealthy = true;
  discoveries = 0;
  for (let count = 0; count < 3; count++) {
    const client = new Client();
    expect((await client.visit(app.baseUrl + signInPath)).url).toBe(`${app.baseUrl}/profile`);
    expect((await client.send(`${app.baseUrl}/api/userinfo`)).status).toBe(200);
  }
  expect(discoveries).toBe(1);
});

test('no header from outside changes the app’s address', async ({ servers }) => {
  const { baseUrl } = servers.app;
  const client = new Client();
  await client.signIn(servers.app);
  const headers = {
    'x-request-path': '/elsewhere',
    'x-forwarded-host': 'evil.test',
    host: 'evil.test',
  };
  const page = await client.send(baseUrl + tokensPath(ordersApi), { headers });
  expect(page.headers.get('location')).toMatch(
    /^\/api\/logto\/refresh\?return_to=%2Ftests%2Ftokens/,
  );
});

test('what depends on a cookie is marked as such', async ({ servers }) => {
  for (const path of [
    '/api/me',
    '/api/logto/sign-in',
    '/api/logto/callback',
    '/api/logto/refresh',
  ]) {
    const answer = await new Client().send(servers.app.baseUrl + path);
    expect(answer.headers.get('vary'), path).toContain('Cookie');
    expect(answer.headers.get('cache-control'), path).toBe('private, no-store');
  }
});

test('below /api what does not exist is said in JSON', async ({ servers }) => {
  const answer = await new Client().send(`${servers.app.baseUrl}/api/logto/nowhere`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toEqual({ error: 'not_found' });
});
