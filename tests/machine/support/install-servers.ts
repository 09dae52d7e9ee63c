import { existsSync } from 'node:fs';
import { headlessShell, installFromDebian } from '../../support/browser';
import { hasNginx } from './nginx';
import { hasRedis } from './redis';

/** Installs the servers that the tests need, and a faster browser, where this process may. Playwright calls this before the tests. */
export default function installServers(): void {
  if (!hasRedis()) installFromDebian('redis-server');
  if (!hasNginx()) installFromDebian('nginx');
  if (!existsSync(headlessShell)) installFromDebian('chromium-headless-shell');
}
