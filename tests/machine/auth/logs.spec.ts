import { wordsFor } from '@/app/auth-error/words';
import type { App } from '../../support/app';
import { Client } from '../../support/client';
import { expect, test } from '../../support/fixtures';
import { newcomer } from '../support/newcomer';
import { defectPaths, ordersApi, tokensPath } from '../support/tests-pages';

interface Line {
  event: string;
  id: string;
  code?: string;
  reasons?: string[];
}

/** Returns the auth events that the app has logged after `before` characters of output. */
const eventsOf = (app: App, before = 0) =>
  app
    .output()
    .slice(before)
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

test('one id runs from the start of a sign-in to its end', async ({ servers: { app } }) => {
  const before = app.output().length;
  const client = new Client();
  await client.signIn(app);
  await client.visit(`${app.baseUrl}/api/logto/refresh?return_to=/x`); // just signed in: nothing to do
  await client.visit(app.baseUrl + tokensPath(ordersApi));
  await client.signOut(app);
  await expect(() => {
    const lines = eventsOf(app, before);
    expect(lines.map(({ event }) => event)).toEqual([
      'sign_in_started',
      'sign_in_succeeded',
      'session_refreshed',
      'signed_out',
      'sessions_revoked',
    ]);
    expect(new Set(lines.slice(0, 4).map(({ id }) => id)).size).toBe(1);
  }).toPass();
});

test('a failure is logged with its code, and found again by the error page’s reference', async ({
  page,
  servers: { app },
}) => {
  await page.goto('/api/logto/sign-in?prompt=none&return_to=/profile');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    wordsFor('login_required').title,
  );
  const reference = await page.getByRole('main').locator('code').textContent();
  const lines = eventsOf(app).filter(({ id }) => id === reference);
  expect(lines).toMatchObject([
    { event: 'sign_in_started', level: 'info' },
    { event: 'sign_in_failed', level: 'warn', code: 'login_required' },
  ]);
  expect(lines[1]?.reasons).toContain('login_required');
});

test('a refusal of Logto after the sign-in is logged with the same id', async ({ servers }) => {
  const { app } = servers;
  const before = app.output().length;
  const { account, client } = await newcomer(servers);
  account.suspended = true;
  const page = await client.visit(`${app.baseUrl}/profile`);
  const reference = new URL(page.url).searchParams.get('reference');
  expect(eventsOf(app, before)).toMatchObject([
    { event: 'sign_in_started', id: reference },
    { event: 'sign_in_succeeded', id: reference },
    { event: 'request_failed', id: reference, code: 'session_refused' },
  ]);
  await client.visit(app.baseUrl + tokensPath(ordersApi));
  expect(eventsOf(app, before).find(({ event }) => event === 'refresh_failed')).toMatchObject({
    id: reference,
    code: 'session_ended',
    reasons: ['OAUTH_RESPONSE_BODY_ERROR', 'invalid_grant'],
  });
});

test('a reference that is not of our making is not shown', async ({ page }) => {
  for (const reference of ['Call 555-1234', '<b>x</b>', 'a'.repeat(36)]) {
    await page.goto(`/auth-error?code=unexpected&reference=${encodeURIComponent(reference)}`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(wordsFor('unexpected').title);
    await expect(page.getByRole('main').locator('code')).toHaveCount(0);
  }
});

test('an error that nothing caught is one line, with the session’s id and nothing that its words say', async ({
  servers: { app },
}) => {
  const client = new Client();
  await client.signIn(app);
  const before = app.output().length;
  for (const path of defectPaths)
    expect((await client.send(`${app.baseUrl}${path}?user=alice@example.com`)).status).toBe(500);
  await expect(() => {
    const line = { level: 'error', event: 'unexpected_error', reasons: ['RangeError'] };
    expect(eventsOf(app, before)).toMatchObject([
      { ...line, route: '/tests/defect', kind: 'render', method: 'GET' },
      { ...line, route: '/api/tests/defect', kind: 'route', method: 'GET' },
    ]);
  }).toPass();
  const ids = eventsOf(app).map(({ id }) => id);
  expect(new Set(ids.slice(-3)).size).toBe(1); // with the one of the sign-in
  expect(JSON.stringify(eventsOf(app, before))).not.toContain('alice');
});
