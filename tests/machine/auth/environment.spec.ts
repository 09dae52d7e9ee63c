import { freePort, secret, runApp, startApp } from '../../support/app';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { rawRequest } from '../support/raw-request';

test('an environment that cannot work: every problem in one list, no secret, no server', async () => {
  const app = runApp(await freePort(), {
    LOGTO_ENDPOINT: 'http://logto.example.com',
    LOGTO_APP_SECRET: 'hunter2-the-secret',
    SESSION_SECRET: 'hunter2-too-short',
  });
  expect(await app.ended).toBe(1);
  const output = app.output();
  for (const name of ['LOGTO_ENDPOINT', 'LOGTO_APP_ID', 'SESSION_SECRET', 'BASE_URL']) {
    expect(output).toContain(`\n  ${name} `);
  }
  expect(output).not.toContain('  LOGTO_APP_SECRET ');
  expect(output).not.toContain('hunter2');
  expect(output).not.toMatch(/^ {4}at /m);
});

test('on https, cookies are host cookies, and browsers are told to stay there', async ({
  servers,
}) => {
  const app = await startApp(servers.logto.endpoint, { BASE_URL: 'https://app.example.com' });

  const page = await fetch(`${app.localUrl}/`);
  expect(page.headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}/);

  const signIn = await rawRequest(app.localUrl, '/api/logto/sign-in', {
    headers: { host: 'app.example.com' },
  });
  const redirectUri = new URL(signIn.headers.get('location') ?? '').searchParams.get(
    'redirect_uri',
  );
  expect(redirectUri).toBe('https://app.example.com/api/logto/callback');
  const [cookie = ''] = signIn.headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-logto-sign-in-/);
  for (const attribute of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=lax', 'Max-Age=3600']) {
    expect(cookie).toContain(`; ${attribute}`);
  }

  const spoofed = await fetch(`${app.localUrl}/profile`, {
    headers: { accept: 'text/html', 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'http' },
    redirect: 'manual',
  });
  expect(spoofed.headers.get('location')).toMatch(
    /^https:\/\/app\.example\.com\/api\/logto\/sign-in\?|^\/api\/logto\/sign-in\?/,
  );
  await app.stop();
});

test('a rotated session secret opens what the old one sealed', async ({ servers }) => {
  const { app, logto } = servers;
  const [oldSecret = '', newSecret] = [app.variables['SESSION_SECRET'], secret()];
  const client = new Client();
  const begun = await client.send(`${app.baseUrl}/api/logto/sign-in`);
  const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';

  const codeAfter = async (sessionSecret: string) => {
    const other = await startApp(logto.endpoint, {
      ...app.variables,
      BASE_URL: app.baseUrl,
      SESSION_SECRET: sessionSecret,
    });
    const query = new URLSearchParams({ state, code: 'x', iss: 'https://wrong.test' });
    const callback = `${other.localUrl}/api/logto/callback?${query.toString()}`;
    const answer = await client.copy().send(callback);
    await other.stop();
    return new URL(answer.headers.get('location') ?? '').searchParams.get('code');
  };
  expect(await codeAfter(newSecret)).toBe('sign_in_expired');
  expect(await codeAfter(`2:${newSecret},1:${oldSecret}`)).toBe('invalid_response');
});
