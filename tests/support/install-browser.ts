import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { findBrowser } from './find-browser';

/** Makes sure that there is a Chromium to test with; ends with one sentence where there can't be. */

function run(command: string, ...args: string[]): void {
  spawnSync(command, args, { stdio: 'ignore', timeout: 10 * 60 * 1000 });
}

function playwrightDownload(): void {
  const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
  run(process.execPath, playwright, 'install', 'chromium');
}

function debianPackage(): void {
  if (process.getuid?.() !== 0) return;
  run('apt-get', 'update');
  run('apt-get', 'install', '--yes', '--no-install-recommends', 'chromium');
}

for (const install of [playwrightDownload, debianPackage]) {
  if (!findBrowser()) install();
}

if (!findBrowser()) {
  console.error(
    'The end-to-end tests need a browser: install Chromium or Chrome, or set CHROMIUM_PATH to one.',
  );
  process.exit(1);
}
