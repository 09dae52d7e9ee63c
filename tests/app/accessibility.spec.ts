import type { AxeResults, RunOptions } from 'axe-core';
import { createRequire } from 'node:module';
import type { BrowserContext, Page } from '@playwright/test';
import { site } from '@/app/site';
import type { App } from '../support/app';
import { filledIn, isKnown } from '../support/app-files';
import { shownPages } from '../support/app-rules';
import { complaintsOf, expect, signInByHttp, test } from '../support/fixtures';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

declare global {
  interface Window {
    axe: { run: (options: RunOptions) => Promise<AxeResults> };
    /** Runs axe. Its whole result would take longer to send than to find. */
    violations: () => Promise<string[]>;
    shiftsSoFar: () => number;
    /** The number of elements that had the focus, and those of them without an outline. */
    focused: () => { seen: number; withoutOutline: string[] };
  }
}

const pathsOf = (pages: typeof shownPages) =>
  pages.filter(isKnown).map(({ path }) => filledIn(path));
const all = pathsOf(shownPages);
const guarded = pathsOf(shownPages.filter(({ entry }) => entry !== undefined));
const reference = '4b1a7d9e-0c55-4f0e-9d0a-6a3b6f0e1c11';

// The walks take longer the more pages there are.
test.describe.configure({ timeout: 120_000 + 15_000 * all.length });

const phone = { width: 320, height: 640 };
const desktop = { width: 1280, height: 800 };

/** The visits: a stranger, a user who has everything, and a user who has nothing. Each sees one of the two widths in dark colors. */
const visits = [
  {
    username: undefined,
    dark: desktop,
    paths: [
      ...all.filter((path) => !guarded.includes(path)),
      '/nowhere',
      `/auth-error?code=provider_unreachable&reference=${reference}`,
    ],
  },
  { username: 'alice', dark: desktop, paths: all },
  { username: 'bob', dark: phone, paths: guarded },
];

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
    window.violations = async () => {
      const { violations } = await window.axe.run({ resultTypes: ['violations'] });
      return violations.flatMap(({ help, helpUrl, nodes }) =>
        nodes.map(({ html }) => `${help} (${helpUrl}): ${html}`),
      );
    };
    const [seen, withoutOutline] = [new Set<Element>(), [] as string[]];
    window.focused = () => ({ seen: seen.size, withoutOutline });
    addEventListener('focusin', ({ target }) => {
      if (!(target instanceof Element)) return;
      seen.add(target);
      const isOutlined = [null, '::after'].some((part) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(target, part);
        return outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2;
      });
      if (!isOutlined) withoutOutline.push(target.outerHTML);
    });
  });
  if (username !== undefined) await signInByHttp(context, app, username);
}

const help =
  'add the source to app/content-security-policy.ts, or give the script nonce={await getNonce()}';

/** A layout shift that users don't notice: a fifth of a “good” one (https://web.dev/articles/cls). A slow server’s page is painted in parts. */
const noticeable = 0.02;

/** Waits for a page's heading: below a `loading.tsx`, Next loads a page, or redirects, after the document. */
const hasHeading = (page: Page, path: string) =>
  expect(page.getByRole('heading', { level: 1 }), `${path} has one <h1>`).toHaveCount(1, {
    timeout: 30_000,
  });

/** Expects that Tab gets to every link and button, and that one always sees where one is. */
async function goByKeyboard(page: Page, path: string) {
  const reachable = await page
    .locator('a[href], button:enabled')
    .evaluateAll(
      (elements) =>
        elements.filter((element) => element.checkVisibility() && element.tabIndex >= 0).length,
    );
  for (let presses = 0; presses < reachable; presses++) await page.keyboard.press('Tab');
  const { seen, withoutOutline } = await page.evaluate(() => window.focused());
  expect(withoutOutline, `${path}: an outline of 2px shows where the keyboard is`).toEqual([]);
  expect(seen, `${path}: Tab gets to every link and button`).toBe(reachable);
}

for (const { username, dark, paths } of visits) {
  test(`for ${username ?? 'a stranger'}: every page can be used by everybody, fits a phone and a desktop, doesn't move, and keeps its own policy${username === 'alice' ? '; by keyboard one gets everywhere' : ''}`, async ({
    context,
    servers: { app },
  }) => {
    await prepare(context, app, username);
    const page = await context.newPage();
    const complaints = complaintsOf(page, app.baseUrl);
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
        const colorScheme = viewport === dark ? 'dark' : 'light';
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, `the width of ${path}`).toBeLessThanOrEqual(viewport.width);
        expect(await page.evaluate(() => window.violations()), path).toEqual([]);
      }
      if (username === 'alice') await goByKeyboard(page, path);
    }
    expect(complaints, help).toEqual([]);
  });
}
