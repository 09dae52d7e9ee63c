import { expect, test } from '@playwright/test';
import { rm } from 'node:fs/promises';
import { freePort } from '../../support/app';
import { cloneInto, freePortPair, npmRun } from '../support/clone';
import { enterPassword } from '../../support/fixtures';

test('the production build, run by hand on the local Logto', async ({ browser }, testInfo) => {
  test.setTimeout(300_000);
  const clone = testInfo.outputPath('my clone');
  await cloneInto(clone);
  const port = await freePortPair();
  const preview = npmRun(clone, 'preview', '--', '-p', `${port}`);
  await preview.until('Ready in');
  const page = await browser.newPage();
  const profile = `http://localhost:${port}/profile`;
  await page.goto(profile);
  await enterPassword(page);
  await page.waitForURL(profile);
  const { headers } = await fetch(`http://localhost:${port}/`);
  expect(headers.get('content-security-policy')).not.toContain('unsafe-eval');
  await page.close();
  await preview.stop('SIGTERM');
  expect(await freePort(port)).toBe(port);
  await rm(clone, { recursive: true });
});
