import type { AxeResults, RunOptions } from 'axe-core';
import { createRequire } from 'node:module';
import type { BrowserContext, Page } from '@playwright/test';
import { site } from '@/app/site';
import type { App } from '../support/app';
import { filledIn, isKnown } from '../support/app-files';
import { shownPages } from '../support/app-rules';
import { Client } from '../support/client';
import { expect, test } from '../support/fixtures';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

declare global {
  interface Window {
    axe: { run: (options?: RunOptions) => Promise<AxeResults> };
    shiftsSoFar: () => number;
  }
}

const pathsOf = (pages: typeof shownPages) =>
  pages.filter(isKnown).map(({ path }) => filledIn(path));
const all = pathsOf(shownPages);
const guarded = pathsOf(shownPages.filter(({ entry }) => entry !== undefined));
const reference = '4b1a7d9e-0c55-4f0e-9d0a-6a3b6f0e1c11';

// The walks take longer the more pages there are.
test.describe.configure({ timeout: 120_000 + 15_000 * all.length });

/** The visits: a stranger, a user who has everything, and a user who has nothing. */
const visits = [
  {
    username: undefined,
    paths: [
      ...all.filter((path) => !guarded.includes(path)),
      '/nowhere',
      `/auth-error?code=provider_unreachable&reference=${reference}`,
    ],
  },
  { username: 'alice', paths: all },
  { username: 'bob', paths: guarded },
];

const phone = { width: 320, height: 640 };
const desktop = { width: 1280, height: 800 };

/** A browser in which this demo account is signed in, and which loads axe into every page. */
async function prepare(context: BrowserContext, app: App, username: string | undefined) {
  await context.addInitScript({ path: axe });
  await context.addInitScript(() => {
    let sum = 0;
    const add = (entries: PerformanceEntryList) => {
      for (const entry of entries) sum += (entry as PerformanceEntry & { value: number }).value;
    };
    const observer = new PerformanceObserver((list) => {
      add(list.getEntries());
    });
    observer.observe({ type: 'layout-shift', buffered: true });
    window.shiftsSoFar = () => {
      add(observer.takeRecords());
      return sum;
    };
  });
  if (username === undefined) return;
  const client = new Client();
  await client.signIn(app, username);
  const cookies = [...client.cookies].map(([name, value]) => ({ name, value, url: app.baseUrl }));
  await context.addCookies(cookies);
}

/** A layout shift that users don't notice: a fifth of a “good” one (https://web.dev/articles/cls). A slow server’s page is painted in parts. */
const noticeable = 0.02;

/** Returns axe's findings for the page: for everything, and again for the colors of the other scheme. */
async function violations(page: Page): Promise<string[]> {
  const results = [];
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  results.push(await page.evaluate(() => window.axe.run()));
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  results.push(await page.evaluate(() => window.axe.run({ runOnly: ['color-contrast'] })));
  return results
    .flatMap(({ violations }) => violations)
    .flatMap(({ help, helpUrl, nodes }) =>
      nodes.map(({ html }) => `${help} (${helpUrl}): ${html}`),
    );
}

/** Waits for a page's heading: below a `loading.tsx`, Next loads a page, or redirects, after the document. */
const hasHeading = (page: Page, path: string) =>
  expect(page.getByRole('heading', { level: 1 }), `${path} has one <h1>`).toHaveCount(1, {
    timeout: 30_000,
  });

for (const { username, paths } of visits) {
  test(`for ${username ?? 'a stranger'}: every page can be used by everybody, fits a phone and a desktop, and doesn't move`, async ({
    context,
    servers: { app },
  }) => {
    await prepare(context, app, username);
    const page = await context.newPage(); // its console notes what is answered with 403 and 404
    for (const path of paths) {
      await page.setViewportSize(phone);
      await page.goto(path);
      if (!page.url().startsWith(`${app.baseUrl}/`)) continue; // step-up authentication at Logto
      await hasHeading(page, path);
      const isFront = new URL(page.url()).pathname === '/';
      const title = isFront ? site.name : expect.stringMatching(`.+ · ${site.name}$`);
      expect(await page.title(), `${path} exports metadata with a title`).toEqual(title);
      const shifts = await page.evaluate(() => window.shiftsSoFar());
      expect(shifts, `${path} moves while it loads`).toBeLessThan(noticeable);
      for (const viewport of [phone, desktop]) {
        await page.setViewportSize(viewport);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, `the width of ${path}`).toBeLessThanOrEqual(viewport.width);
        expect(await violations(page), path).toEqual([]);
      }
    }
  });
}

test('by keyboard one gets everywhere, and always sees where one is', async ({
  context,
  servers: { app },
}) => {
  await prepare(context, app, 'alice');
  const page = await context.newPage();
  for (const path of all) {
    await page.goto(path);
    await hasHeading(page, path);
    const reachable = await page
      .locator('a[href], button:enabled')
      .evaluateAll(
        (elements) =>
          elements.filter((element) => element.checkVisibility() && element.tabIndex >= 0).length,
      );
    const seen = new Set<number>();
    for (let presses = 0; presses < reachable; presses++) {
      await page.keyboard.press('Tab');
      const { index, element, outline } = await page.evaluate(() => {
        const { activeElement } = document;
        const styles = [null, '::after'].map(
          (part) => activeElement && getComputedStyle(activeElement, part),
        );
        return {
          index: [...document.querySelectorAll('*')].findIndex((each) => each === activeElement),
          element: activeElement?.outerHTML ?? '',
          outline: styles.some(
            (style) => style?.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2,
          ),
        };
      });
      seen.add(index);
      expect(outline, `${path}: an outline of 2px shows where the keyboard is: ${element}`).toBe(
        true,
      );
    }
    expect(seen.size, path).toBe(reachable);
  }
});
