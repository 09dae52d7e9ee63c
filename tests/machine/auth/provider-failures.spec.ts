import type { RequestListener } from 'node:http';
import { startApp } from '../../support/app';
import { errorPage } from '../support/error-page';
import { startFaultyProvider } from '../support/faulty-provider';
import { expect, signInTo, test } from '../../support/fixtures';
import { intercept } from '../support/intercept';

type Fault = [what: string, code: string, listener: RequestListener];

const faults: [Fault, Fault, Fault, ...Fault[]] = [
  ['is down', 'provider_unreachable', (request) => request.socket.destroy()],
  ['never answers', 'provider_unreachable', () => undefined],
  [
    'starts an answer and never ends it',
    'provider_unreachable',
    (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
  ],
  ['is overloaded', 'provider_unreachable', (_, response) => response.writeHead(503).end()],
  ['asks for patience', 'provider_unreachable', (_, response) => response.writeHead(429).end()],
  [
    'answers with a web page',
    'invalid_response',
    (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Welcome</p>'),
  ],
  [
    'answers with rubbish',
    'invalid_response',
    (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"issuer'),
  ],
  [
    'is somebody else',
    'invalid_response',
    (_, response) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"issuer":"https://evil.test"}'),
  ],
  ['does not know the address', 'invalid_response', (_, response) => response.writeHead(404).end()],
];

test('a sign-in while Logto fails, in whatever way, ends on the error page within its time', async () => {
  // An app asks for Logto's metadata once at a time. Each of the two faults that take five seconds has its app.
  const [isDown, neverAnswers, neverEnds, ...others] = faults;
  await Promise.all(
    [[neverAnswers], [neverEnds], [isDown, ...others]].map(async (inTurn) => {
      let fault: RequestListener = () => undefined;
      const provider = await startFaultyProvider((...exchange) => {
        fault(...exchange);
      });
      const app = await startApp(provider.endpoint);
      for (const [what, code, listener] of inTurn) {
        fault = listener;
        const response = await fetch(`${app.baseUrl}/api/logto/sign-in?return_to=/profile`, {
          redirect: 'manual',
          signal: AbortSignal.timeout(10_000),
        });
        expect(response.status, what).toBe(303);
        expect(response.headers.get('location'), what).toMatch(errorPage(code, '/profile'));
        expect(response.headers.getSetCookie(), what).toEqual([]);
      }
      expect(app.output()).not.toContain('"level":"error"');
      await app.stop();
      await provider.stop();
    }),
  );
});

test('Logto goes down and comes back: the session stays, and pages say what they can', async ({
  page,
  start,
}) => {
  const { logto, app } = await start();
  await signInTo(page, `${app.baseUrl}/profile`);

  let isDown = true;
  intercept(logto, ({ socket }) => {
    if (isDown) socket.destroy();
    return isDown;
  });

  await page.goto(`${app.baseUrl}/profile`);
  await expect(page).toHaveURL(errorPage('provider_unreachable', '/profile'));
  expect((await page.request.get(`${app.baseUrl}/api/me`)).status()).toBe(200);
  const userInfo = await page.request.get(`${app.baseUrl}/api/userinfo`);
  expect(userInfo.status()).toBe(503);
  expect(await userInfo.json()).toEqual({ error: 'provider_unreachable' });

  isDown = false;
  await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page).toHaveURL(`${app.baseUrl}/profile`);

  await logto.close();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(errorPage('signed_out_here_only'));
  expect((await page.request.get(`${app.baseUrl}/api/me`)).status()).toBe(401);
  expect(app.output()).not.toContain('"level":"error"');
});

test('an account that Logto suspends: the page says that the session has ended there', async ({
  page,
  signedInAs,
}) => {
  const account = await signedInAs();
  await page.goto('/profile');
  await expect(page).toHaveURL('/profile');

  account.suspended = true;
  await page.reload();
  await expect(page).toHaveURL(errorPage('session_refused', '/profile'));
  expect((await page.request.get('/api/userinfo')).status()).toBe(401);
});

test('a secret that Logto does not accept is named as the cause', async ({
  page,
  servers: { logto, app },
}) => {
  const other = await startApp(logto.endpoint, {
    BASE_URL: app.baseUrl,
    LOGTO_APP_SECRET: 'wrong',
  });
  const path = '/api/logto/sign-in?direct_sign_in=social:github';
  let next = `${other.localUrl}${path}`;
  for (;;) {
    const { location = '' } = (await page.request.get(next, { maxRedirects: 0 })).headers();
    next = new URL(location, next).href;
    if (new URL(next).pathname === '/auth-error') break;
    // The redirect URI that Logto knows is the first app's; the second one takes the callback.
    next = next.replace(app.baseUrl, other.localUrl);
  }
  expect(new URL(next).searchParams.get('code')).toBe('client_refused');
  await other.stop();
});
