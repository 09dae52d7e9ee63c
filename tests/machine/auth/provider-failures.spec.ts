import type { RequestListener } from 'node:http';
import { startApp } from '../../support/app';
import { errorPage } from '../support/error-page';
import { startFaultyProvider } from '../support/faulty-provider';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { ProxiedClient } from '../support/https';
import { intercept } from '../support/intercept';
import { newcomer } from '../support/newcomer';

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
  // An app asks for Logto's metadata once at a time. Each of the two faults that take five seconds has its own app.
  const [isDown, neverAnswers, neverEnds, ...others] = faults;
  await Promise.all(
    [[neverAnswers], [neverEnds, isDown, ...others]].map(async (inTurn) => {
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
  servers: { app, logto },
}) => {
  const client = new Client();
  await client.signIn(app);
  const loseRequests = () =>
    intercept(logto, ({ socket }) => {
      socket.destroy();
      return true;
    });
  const comesBack = loseRequests();

  const failed = await client.visit(`${app.baseUrl}/profile`);
  expect(failed.url).toMatch(errorPage('provider_unreachable', '/profile'));
  expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
  const userInfo = await client.send(`${app.baseUrl}/api/userinfo`);
  expect(userInfo.status).toBe(503);
  expect(await userInfo.json()).toEqual({ error: 'provider_unreachable' });

  comesBack();
  const [, tryAgain = ''] = /<a href="([^"]*)"[^>]*>Try again</.exec(await failed.text()) ?? [];
  const page = await client.visit(new URL(tryAgain, failed.url));
  expect([page.url, page.status]).toEqual([`${app.baseUrl}/profile`, 200]);

  const comesBackAgain = loseRequests();
  const form = { method: 'POST', headers: { origin: app.baseUrl } };
  const signedOut = await client.visit(`${app.baseUrl}/api/logto/sign-out`, form);
  expect(signedOut.url).toMatch(errorPage('signed_out_here_only'));
  expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(401);
  comesBackAgain();
});

test('an account that Logto suspends: the page says that the session has ended there', async ({
  servers,
}) => {
  const { baseUrl } = servers.app;
  const { account, client } = await newcomer(servers);
  expect((await client.visit(`${baseUrl}/profile`)).url).toBe(`${baseUrl}/profile`);

  account.suspended = true;
  const ended = await client.visit(`${baseUrl}/profile`);
  expect(ended.url).toMatch(errorPage('session_refused', '/profile'));
  expect((await client.send(`${baseUrl}/api/userinfo`)).status).toBe(401);
});

test('a secret that Logto does not accept is named as the cause', async ({
  servers: { logto, app },
}) => {
  const other = await startApp(logto.endpoint, {
    BASE_URL: app.baseUrl,
    LOGTO_APP_SECRET: 'wrong',
  });
  // The redirect URI that Logto knows is the first app's; the second one takes the callback.
  const client = new ProxiedClient(other);
  const refused = await client.visit(
    `${other.baseUrl}/api/logto/sign-in?direct_sign_in=social:github`,
  );
  expect(new URL(refused.url).pathname).toBe('/auth-error');
  expect(new URL(refused.url).searchParams.get('code')).toBe('client_refused');
  await other.stop();
});
