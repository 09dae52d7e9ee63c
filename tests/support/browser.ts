import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

/** Debian’s browser without windows: a page takes it a quarter of the processor time. */
export const headlessShell = '/usr/bin/chromium-headless-shell';

const onPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * The browser to test with: the one that `CHROMIUM_PATH` names, Debian's headless shell, Playwright's own where it is
 * installed, or a Chromium or Chrome of this machine.
 */
function findBrowser(): string | undefined {
  const explicit = process.env['CHROMIUM_PATH'];
  if (explicit) return explicit;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [
    headlessShell,
    chromium.executablePath(),
    ...onPath.flatMap((name) => folders.map((folder) => join(folder, name))),
    ...elsewhere,
  ].find((path) => existsSync(path));
}

/** Installs a package of Debian, or Ubuntu, where this process may. */
export function installFromDebian(name: string): void {
  if (process.getuid?.() !== 0) return;
  const options = { stdio: 'ignore', timeout: 10 * 60 * 1000 } as const;
  spawnSync('apt-get', ['update'], options);
  spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', name], options);
}

/**
 * Returns the path of a browser, which is installed first if there is none.
 *
 * @throws if there is none, and none can be installed
 */
export function browserPath(): string {
  const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const installers = [
    () => undefined,
    () => spawnSync(process.execPath, [playwright, 'install', 'chromium'], { stdio: 'ignore' }),
    () => {
      installFromDebian('chromium');
    },
  ];
  for (const install of installers) {
    install();
    const path = findBrowser();
    if (path) return path;
  }
  throw new Error(
    'The end-to-end tests need a browser. Install Chromium or Chrome, or set CHROMIUM_PATH to the path of one.',
  );
}
