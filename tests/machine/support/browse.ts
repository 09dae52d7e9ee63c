import { expect } from '@playwright/test';
import type { LocalLogto } from '@/dev/logto/server';
import type { App } from '../../support/app';
import { Client } from '../../support/client';
import type { Refresh } from './grants';
import { ordersApi, permits, tokensPath } from './tests-pages';

/**
 * Four browsers, each with two tabs that load at the same time, the second from the last of these
 * instances: two hundred requests, and more until four token lifetimes have passed. Every page must
 * show what it got with its token.
 */
export async function browseOverLifetimes(
  logto: LocalLogto,
  instances: [App, ...App[]],
  refreshes: Refresh[],
): Promise<void> {
  const [first] = instances;
  const last = instances.at(-1) ?? first;
  const clients = await Promise.all(
    ['anna', 'ben', 'cleo', 'dora'].map(async (username) => {
      logto.accounts.create({ username, password: 'password', roles: ['admin'] });
      const client = new Client();
      await client.signIn(first, username, 'password');
      return client;
    }),
  );
  const lifetimes = () => new Set(refreshes.map(({ issuedAt }) => issuedAt)).size;
  let requests = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (requests < 200 || lifetimes() < 4) {
        requests += 2;
        // Both start with the same cookies.
        const tab = client.copy();
        const pages = await Promise.all([
          client.visit(first.localUrl + tokensPath(ordersApi)),
          tab.visit(last.localUrl + tokensPath(ordersApi)),
        ]);
        for (const page of pages) {
          expect((await page.text()).includes(permits(ordersApi)), page.url).toBe(true);
        }
      }
    }),
  );
}
