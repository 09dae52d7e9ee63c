import { startLocalLogto } from '@/dev/logto/server';
import { freePort, secret, startApp } from '../../support/app';
import { expect, signInTo, test } from '../../support/fixtures';

/**
 * Resolves the names of the section on Docker Compose in docs/deployment.md as Compose does in a container. Browsers
 * resolve all names below `localhost` by themselves.
 */
const resolver = `import dns from 'node:dns';
const lookup = dns.lookup;
dns.lookup = (name, ...rest) => lookup(/\\.localhost$/.test(name) ? 'localhost' : name, ...rest);`;

test('Logto and the app each under its own name, the same in the browser and for the app', async ({
  browser,
}) => {
  const baseUrl = `http://app.localhost:${await freePort()}`;
  const registration = { id: 'test-app', secret: secret(), baseUrl };
  const logto = await startLocalLogto({ app: registration, hostname: 'logto.localhost' });
  expect(logto.endpoint).toMatch(/^http:\/\/logto\.localhost:\d+$/);
  const variables = {
    LOGTO_APP_SECRET: registration.secret,
    BASE_URL: baseUrl,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(resolver)}`,
  };
  const app = await startApp(logto.endpoint, variables, Number(new URL(baseUrl).port));
  const context = await browser.newContext();
  const page = await context.newPage();
  await signInTo(page, `${baseUrl}/profile`);
  await expect(page.getByText('alice@example.com').first()).toBeAttached();
  const readiness = await page.request.get(`${app.localUrl}/api/ready`);
  expect(await readiness.json()).toEqual({ status: 'ready' });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${baseUrl}/`);
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
  await context.close();
  await app.stop();
  await logto.close();
});
