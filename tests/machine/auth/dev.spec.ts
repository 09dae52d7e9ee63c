import { freePort } from '../../support/app';
import { expect, test } from '../../support/fixtures';
import { runDev } from '../support/clone';

// A sign-in in development is in tests/machine/adoption/dev.recipe.ts: it compiles each page.

test('a port that is taken is named', async ({ servers }) => {
  const port = Number(new URL(servers.app.baseUrl).port);
  const dev = runDev(port);
  expect(await dev.ended).toBe(1);
  expect(dev.output()).toContain(`Port ${port} is taken`);
});

test('where a Logto is configured, that one is used: nothing local starts, and what is missing is named', async () => {
  const dev = runDev(await freePort(), { LOGTO_ENDPOINT: 'https://tenant.logto.app' });
  expect(await dev.ended).toBe(1);
  expect(dev.output()).toContain('LOGTO_APP_ID is missing');
  expect(dev.output()).not.toContain('Demo accounts');
});
