import { expect } from '@playwright/test';
import type { LocalLogto } from '@/dev/logto/server';
import type { App } from '../../support/app';
import type { Refresh } from './grants';
import { newcomer } from './newcomer';
import { ordersApi, permits, tokensPath } from './tests-pages';

/**
 * Four browsers, each with two tabs that load at the same time, the second from the last of these
 * instances: two hundred requests, and more until three token lifetimes have passed. Their users look at a page for as long
 * as spreads the requests over these lifetimes. Every page must show what it got with its token.
 */
export async function browseOverLifetimes(
  logto: LocalLogto,
  instances: [App, ...App[]],
  refreshes: Refresh[],
): Promise<void> {
  const [first] = instances;
  const last = instances.at(-1) ?? first;
  const clients = await Promise.all(
    Array.from({ length: 4 }, () => newcomer({ logto, app: first }, { roles: ['admin'] })),
  );
  const lifetimes = () => new Set(refreshes.map(({ issuedAt }) => issuedAt)).size;
  let requests = 0;
  await Promise.all(
    clients.map(async ({ client }) => {
      while (requests < 200 || lifetimes() < 3) {
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
