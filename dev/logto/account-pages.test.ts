import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LocalLogto } from './server';
import { app, Browser, signIn, start, type Page } from './test-client';

let logto: LocalLogto;
let browser: Browser;

beforeEach(async () => {
  logto = await start();
  browser = new Browser(logto);
});

afterEach(() => logto.close());

const tokenIn = ({ body }: Page) => /name="xsrf" value="([^"]+)"/.exec(body)?.[1] ?? '';

test.each(
  'security profile sessions email phone username password passkey/add passkey/manage authenticator-app backup-codes/manage'.split(
    ' ',
  ),
)('%s is a page, and says that it replaces Logto’s own', async (path) => {
  await signIn(browser, 'alice');
  const page = await browser.open(`/account/${path}`);
  expect(page.status).toBe(200);
  expect(page.body).toContain("replace Logto's account pages");
  expect(page.body).toContain('Alice Example');
});

test('a stranger, and one who was suspended, is told to sign in', async () => {
  expect((await browser.open('/account')).status).toBe(401);
  await signIn(browser, 'alice');
  expect((await browser.open('/account')).status).toBe(200);
  logto.accounts.named('alice').suspended = true;
  expect((await browser.open('/account/profile')).status).toBe(401);
});

test('a page that Logto does not have is not found', async () => {
  await signIn(browser, 'alice');
  for (const page of ['nothing', 'constructor', '__proto__'])
    expect((await browser.open(`/account/${page}`)).status).toBe(404);
});

test('with the account center off there is no page, and Logto says so', async () => {
  const settings = '/api/.well-known/account-center';
  await signIn(browser, 'alice');
  expect((await browser.open(settings)).body).toBe('{"enabled":true}');
  logto.settings.accountCenter = false;
  expect((await browser.open(settings)).body).toBe('{"enabled":false}');
  for (const page of ['/account', '/account/security'])
    expect(await browser.open(page)).toMatchObject({
      status: 404,
      body: expect.stringContaining('Page not found') as string,
    });
});

test('the name can be changed, and the page leads back to the application', async () => {
  await signIn(browser, 'alice');
  const back = `${app.baseUrl}/account`;
  const address = `/account/profile?redirect=${encodeURIComponent(back)}`;
  const page = await browser.open(address);
  expect(page.body).toContain(`<a href="${back}">Back to the application</a>`);
  const done = await browser.open(address, { xsrf: tokenIn(page), name: ' Alicia <3 ' });
  expect(done.url.href).toBe(back);
  expect(logto.accounts.named('alice').name).toBe('Alicia <3');
  expect((await browser.open('/account')).body).toContain('Alicia &#60;3');
});

test.each(['https://evil.test/', 'javascript:alert(1)', '//evil.test', `${app.baseUrl}.evil.test`])(
  'no page leads to %s',
  async (elsewhere) => {
    await signIn(browser, 'alice');
    const address = `/account/profile?redirect=${encodeURIComponent(elsewhere)}`;
    const page = await browser.open(address);
    expect(page.body).not.toContain('Back to the application');
    const done = await browser.open(address, { xsrf: tokenIn(page), name: 'Alicia' });
    expect(done.url.href).toBe(`${logto.endpoint}/account/profile`);
  },
);

test('a form of another page, or of another user, changes nothing', async () => {
  await signIn(browser, 'alice');
  const other = new Browser(logto);
  await signIn(other, 'bob');
  const foreign = tokenIn(await other.open('/account/profile'));
  for (const xsrf of ['', 'forged', foreign]) {
    const page = await browser.open('/account/profile', { xsrf, name: 'Mallory' });
    expect(page.status).toBe(403);
  }
  const tooLong = { xsrf: tokenIn(await browser.open('/account/profile')), name: 'a'.repeat(129) };
  expect((await browser.open('/account/profile', tooLong)).status).toBe(422);
  expect(logto.accounts.named('alice').name).toBe('Alice Example');
});
