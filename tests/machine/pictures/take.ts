import { statSync } from 'node:fs';
import { enterPassword, expect, test } from '../../support/fixtures';

test.use({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 });

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the README’s pictures: ${colorScheme}`, async ({ page, start }) => {
    const { app } = await start({ stepUp: true });
    const take = async (name: string) => {
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const path = `docs/pictures/${name}-${colorScheme}.png`;
      await page.screenshot({ path });
      expect(statSync(path).size, path).toBeLessThan(120_000);
    };
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(app.baseUrl);
    await take('home');
    await page.goto(`${app.baseUrl}/profile`);
    await take('sign-in');
    await enterPassword(page);
    await page.waitForURL(`${app.baseUrl}/profile`);
    await take('profile');
    await page.goto(`${app.baseUrl}/account`);
    await take('account');
  });
}
