import type { BrowserContext, Page } from '@playwright/test';
import { enterPassword, expect, signIn } from '../../support/fixtures';
import { startBehindProxy } from './https-proxy';
import { testOfRecipes } from './recipe-app';

const test = testOfRecipes('docs/recipes-interface.md');

const rectangle = (color: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="${color}"/></svg>`;

/** Answers for the other origin that the policy allows. */
async function serveCdn(page: Page) {
  await page.route('https://cdn.example.com/**', (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: rectangle('red') }),
  );
}

test('a dialog of Radix: keyboard, focus, scrolling locked and unlocked', async ({
  page,
  signedInAs,
}) => {
  await signedInAs();
  await page.goto('/parts');
  const overflow = () => page.evaluate(() => getComputedStyle(document.body).overflow);
  const open = page.getByRole('button', { name: 'Delete' });
  await open.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Delete the report?' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Keep it' })).toBeFocused();
  expect(await overflow()).toBe('hidden');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(open).toBeFocused();
  expect(await overflow()).toBe('visible');
});

test('a menu and a select of Radix: below their buttons, by keyboard', async ({
  page,
  signedInAs,
}) => {
  await signedInAs();
  // By the router, so that the document's nonce is an older one than the page's.
  await page.goto('/looks');
  await page.evaluate("window.next.router.push('/parts')");
  const more = page.getByRole('button', { name: 'More' });
  const button = await more.boundingBox();
  await more.click();
  const menu = page.getByRole('menu', { name: 'More' });
  await expect(menu.getByRole('menuitem')).toHaveText(['Rename', 'Copy']);
  const box = await menu.boundingBox();
  expect(box?.y).toBeGreaterThan((button?.y ?? 0) + (button?.height ?? 0));
  expect(await page.evaluate(() => getComputedStyle(document.body).overflow)).toBe('hidden');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(menu).toBeHidden();

  const period = page.getByRole('combobox', { name: 'Period' });
  await expect(period).toHaveText('Month');
  await period.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: 'Month' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { name: 'Year' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(period).toHaveText('Year');
});

test('`dark:` follows the system, and the choice', async ({ page, signedInAs }) => {
  const light = page.getByText('for light pages');
  const dark = page.getByText('for dark pages');
  await page.emulateMedia({ colorScheme: 'dark' });
  await signedInAs();
  await page.goto('/looks');
  await expect(dark).toBeVisible();
  await expect(light).toBeHidden();
  await page.getByRole('button', { name: 'Light' }).click();
  await expect(light).toBeVisible();
  await expect(dark).toBeHidden();
});

test('a picture of another origin, a user’s own one, and a progress bar', async ({
  page,
  signedInAs,
}) => {
  await serveCdn(page);
  const widths = () =>
    page
      .getByRole('main')
      .or(page.getByRole('button', { name: 'Account: Rita Red' }))
      .locator('img')
      .evaluateAll((all) =>
        all.map((each) => each instanceof HTMLImageElement && each.naturalWidth),
      );
  await signedInAs({ name: 'Rita Red', picture: 'https://cdn.example.com/rita.svg' });
  await page.goto('/gallery');
  await expect(page.getByRole('img', { name: 'The harbor' })).toBeVisible();
  await expect.poll(widths).toEqual([9, 9]);
  const bar = page.getByRole('progressbar', { name: 'Storage in use' });
  const [whole, part] = [await bar.boundingBox(), await bar.locator('div').boundingBox()];
  expect((part?.width ?? 0) / (whole?.width ?? 1)).toBeCloseTo(0.4);

  await page.context().clearCookies();
  await signedInAs({ name: 'Rita Red', picture: 'https://elsewhere.example.com/rita.svg' });
  await page.goto('/profile');
  await expect(page.getByText('RR', { exact: true }).first()).toBeVisible();
  expect(await widths()).toEqual([]);
});

test.describe('for who reads German', () => {
  test.use({ locale: 'de-DE' });

  test('a page in two languages is guarded in both, and leads back there', async ({ page }) => {
    await page.goto('/de/notes');
    await enterPassword(page);
    await page.waitForURL('/de/notes');
    await expect(page.getByRole('heading', { level: 1, name: 'Notizen' })).toBeVisible();
    await expect(page.getByText('Notizen von alice.')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await page.goto('/en/notes');
    await expect(page.getByText('Notes of alice.')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    const { request } = page.context();
    expect((await request.get('/fr/notes')).status()).toBe(404);
  });

  test('an address without a language leads to the browser’s', async ({ page }) => {
    await page.goto('/notes?from=mail');
    await enterPassword(page);
    await page.waitForURL('/de/notes?from=mail');
    const english = { headers: { 'accept-language': 'en' }, maxRedirects: 0 };
    await page.context().clearCookies();
    const answer = await page.context().request.get('/notes', english);
    expect([
      answer.status(),
      new URL(answer.headers()['location'] ?? '', page.url()).pathname,
    ]).toEqual([307, '/en/notes']);
    expect(answer.headers()['content-security-policy']).toContain("'nonce-");
  });

  test('Logto’s pages are asked for in the language of the page', async ({ page }) => {
    await page.goto('/de');
    await expect(page.getByRole('heading', { level: 1, name: 'Schreib es auf' })).toBeVisible();
    const asked = page.waitForRequest(/\/oidc\/auth\?.*ui_locales=de/);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await asked;
    await page.goto('/profile');
    await expect(page.getByLabel('Password')).toBeVisible();
  });
});

test.describe('by https, with several names', () => {
  let servers: Awaited<ReturnType<typeof startBehindProxy>>;
  let context: BrowserContext;

  test.beforeEach(async ({ browser, build }) => {
    servers = await startBehindProxy(build.directory);
    const { app, proxy } = servers;
    context = await browser.newContext({
      baseURL: app.baseUrl,
      ignoreHTTPSErrors: true,
      proxy: { server: proxy.address, bypass: 'localhost' },
    });
  });

  test.afterEach(async () => {
    await context.close();
    await servers.proxy.stop();
    await servers.app.stop();
    await servers.logto.close();
  });

  test('a tenant’s subdomain has public pages, and leads to BASE_URL to sign in', async () => {
    const page = await context.newPage();
    await page.goto('https://acme.example.com/shop');
    await expect(page.getByRole('heading', { level: 1, name: 'Shop acme' })).toBeVisible();
    const navigation = page.getByRole('navigation', { name: 'Main' });
    await expect(navigation.getByRole('link')).toHaveText(['Shop']);
    await page.getByRole('link', { name: 'My account' }).click();
    await enterPassword(page);
    await page.waitForURL('https://app.example.com/profile');

    await page.goto('https://acme.example.com/shop');
    await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
    await page.goto('https://acme.example.com/profile');
    await page.waitForURL('https://app.example.com/profile');
  });

  test('a frame: signed in on the same site, a visitor on another one, nothing on one that isn’t listed', async () => {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await signIn(page);

    const frame = page.frameLocator('iframe');
    const showIn = (origin: string, path: string) => page.goto(`${origin}/?frame=${path}`);
    await showIn('https://portal.example.com', '/profile');
    await expect(frame.getByRole('heading', { name: 'From your sign-in' })).toBeVisible();
    await showIn('https://partner.example.net', '/shop');
    await expect(frame.getByRole('heading', { level: 1, name: 'Shop of everybody' })).toBeVisible();
    await expect(frame.getByRole('link', { name: 'Sign in' })).toBeVisible();
    expect(complaints).toEqual([]);

    const answered = page.waitForResponse(/\/api\/logto\/sign-in/);
    await showIn('https://partner.example.net', '/profile');
    expect((await answered).status()).toBe(401);
    const refused = page.waitForEvent('console', (message) =>
      message.text().includes('frame-ancestors'),
    );
    await showIn('https://elsewhere.example.org', '/shop');
    await refused;
  });
});
