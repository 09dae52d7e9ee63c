import { installFromDebian } from '../../support/browser';
import { hasNginx } from './nginx';
import { hasRedis } from './redis';

/** Installs the servers that the tests need, where this process may. Playwright calls this before the tests. */
export default function installServers(): void {
  if (!hasRedis()) installFromDebian('redis-server');
  if (!hasNginx()) installFromDebian('nginx');
}
