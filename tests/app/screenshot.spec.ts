import { existsSync } from 'node:fs';
import { enterPassword, expect, test } from '../support/fixtures';

const file = 'docs/screenshot.png';

test('the README’s picture: taken again if it is missing', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/profile');
  await enterPassword(page);
  await page.waitForURL('/profile');
  if (!existsSync(file)) await page.screenshot({ path: file });
  expect(existsSync(file)).toBe(true);
});
