import { wordsFor } from '@/app/auth-error/words';
import type { App } from '../../support/app';
import { Client } from '../../support/client';
import { errorPage } from '../support/error-page';
import { expect, test } from '../../support/fixtures';

/**
 * Signs in at Logto, and stops before the callback.
 *
 * @returns the callback's address, as Logto would send the browser there
 */
async function signInUpToCallback(client: Client, app: App): Promise<URL> {
  let next = `${app.baseUrl}/api/logto/sign-in?direct_sign_in=social:github&return_to=/profile`;
  for (;;) {
    const response = await client.send(next);
    const location = response.headers.get('location');
    if (!location) throw new Error(`Logto did not redirect at ${next}`);
    const url = new URL(location, response.url);
    if (url.pathname === '/api/logto/callback') return url;
    next = url.href;
  }
}

test.describe('an answer that fits no sign-in of this browser', () => {
  for (const query of ['', '?code=x', '?code=x&state=unknown', '?error=access_denied&state=x']) {
    test(`signed out: the error page, with a way on (${query || 'empty'})`, async ({
      servers: { app },
    }) => {
      const client = new Client();
      const page = await client.visit(`${app.baseUrl}/api/logto/callback${query}`);
      expect(page.url).toMatch(errorPage('sign_in_expired'));
      const again = /<a href="([^"]*)"[^>]*>Try again</.exec(await page.text())?.[1] ?? '';
      const form = await client.visit(new URL(again.replaceAll('&amp;', '&'), page.url));
      const body = new URLSearchParams({ identifier: 'alice', password: 'alice-demo-1' });
      const home = await client.visit(form.url, { method: 'POST', body });
      expect(home.url).toBe(`${app.baseUrl}/`);
      expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
    });
  }

  test('signed in: simply the app', async ({ servers: { app } }) => {
    const client = new Client();
    await client.signIn(app);
    const page = await client.visit(`${app.baseUrl}/api/logto/callback?code=x&state=unknown`);
    expect(page.url).toBe(`${app.baseUrl}/`);
    expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
  });

  test('from another browser: nobody is signed in by it', async ({ servers: { app } }) => {
    const callback = await signInUpToCallback(new Client(), app);
    const victim = new Client();
    expect((await victim.visit(callback)).url).toMatch(errorPage('sign_in_expired'));
    expect((await victim.send(`${app.baseUrl}/api/me`)).status).toBe(401);
  });
});

test('Back and Reload after a sign-in lead to the app', async ({ page }) => {
  const visited: string[] = [];
  page.on('request', (request) => visited.push(request.url()));
  await page.goto('/api/logto/sign-in?direct_sign_in=social:github&return_to=/profile');
  await expect(page).toHaveURL('/profile');
  const callback = visited.find((url) => url.includes('/api/logto/callback?')) ?? '';
  await page.goto(callback);
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
});

test('a callback sent twice at once signs in twice with one exchange, and Logto revokes nothing', async ({
  servers,
}) => {
  const revoked: unknown[] = [];
  servers.logto.provider.on('grant.revoked', (_ctx, id) => revoked.push(id));
  const client = new Client();
  const callback = await signInUpToCallback(client, servers.app);
  const send = () => client.copy().send(callback);
  const answers = await Promise.all([send(), send(), send()]);
  answers.push(await send());
  for (const answer of answers) {
    expect(new URL(answer.headers.get('location') ?? '').pathname).toBe('/profile');
    expect(answer.headers.getSetCookie().join()).toMatch(/logto-session-\d+=/);
  }
  expect(revoked).toEqual([]);
});

test.describe('an answer that Logto did not give like this', () => {
  for (const [what, change, code] of [
    ['a code it never issued', { code: 'bogus' }, 'code_refused'],
    ['no code', { code: null }, 'invalid_response'],
    ['another issuer', { iss: 'https://evil.test/oidc' }, 'invalid_response'],
    ['no issuer', { iss: null }, 'invalid_response'],
    ['an error', { code: null, error: 'access_denied' }, 'access_denied'],
    ['an error of another kind', { code: null, error: '<script>' }, 'request_refused'],
  ] as const) {
    test(`is refused in words: ${what}`, async ({ servers: { app } }) => {
      const client = new Client();
      const callback = await signInUpToCallback(client, app);
      for (const [name, value] of Object.entries(change)) {
        if (value === null) callback.searchParams.delete(name);
        else callback.searchParams.set(name, value);
      }
      const page = await client.visit(callback);
      expect(page.url).toMatch(errorPage(code, '/profile'));
      const html = await page.text();
      expect(html).toContain(wordsFor(code).title);
      expect(html).not.toContain('evil');
    });
  }

  test('and a session that is there stays', async ({ servers: { app } }) => {
    const client = new Client();
    await client.signIn(app);
    const callback = await signInUpToCallback(client, app);
    callback.searchParams.set('code', 'bogus');
    expect((await client.visit(callback)).url).toMatch(errorPage('code_refused', '/profile'));
    expect((await client.send(`${app.baseUrl}/api/me`)).status).toBe(200);
  });
});

test('the error page has words for any code, and shows nothing of the address', async ({
  page,
}) => {
  await page.goto('/auth-error?code=<b>made-up</b>&return_to=https://evil.test&text=made-up');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(wordsFor('unexpected').title);
  await expect(page.getByRole('main')).not.toContainText('made-up');
  await expect(page.getByRole('link', { name: 'Try again' })).toHaveAttribute(
    'href',
    '/api/logto/sign-in?return_to=%2F',
  );
});
