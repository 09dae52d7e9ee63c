import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { findBrowser } from './find-browser';
import { hasNginx } from './nginx';
import { hasRedis } from './redis';

/** Installs, before the tests start, the programs that they need. Stops with a message if there is no browser. */

function run(command: string, ...args: string[]): void {
  spawnSync(command, args, { stdio: 'ignore', timeout: 10 * 60 * 1000 });
}

function downloadBrowser(): void {
  const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');
  run(process.execPath, playwright, 'install', 'chromium');
}

function installFromDebian(name: string): void {
  if (process.getuid?.() !== 0) return;
  run('apt-get', 'update');
  run('apt-get', 'install', '--yes', '--no-install-recommends', name);
}

if (!findBrowser()) downloadBrowser();
if (!findBrowser()) installFromDebian('chromium');
if (!findBrowser()) {
  console.error(
    'The end-to-end tests need a browser: install Chromium or Chrome, or set CHROMIUM_PATH to one.',
  );
  process.exit(1);
}

if (!hasRedis()) installFromDebian('redis-server');
if (!hasNginx()) installFromDebian('nginx');
