import { expect } from '@playwright/test';
import type { LocalLogto } from '@/dev/logto/server';
import type { App } from '../../support/app';
import type { Clock } from './clock';
import { newcomer } from './newcomer';
import { ordersApi, permits, tokensPath } from './tests-pages';

/** The number of browsers, and that of the token lifetimes. */
export const [browsers, lifetimes] = [4, 3];

/**
 * Four browsers, each with two tabs that load at the same time, the second from the last of these instances; twice in each of three
 * token lifetimes. Every page must show what it got with its token.
 */
export async function browseOverLifetimes(
  logto: LocalLogto,
  instances: [App, ...App[]],
  clock: Clock,
): Promise<void> {
  const [first] = instances;
  const last = instances.at(-1) ?? first;
  const clients = await Promise.all(
    Array.from({ length: browsers }, () => newcomer({ logto, app: first }, { roles: ['admin'] })),
  );
  for (let loads = 0; loads < 2 * lifetimes; loads++) {
    if (loads > 0 && loads % 2 === 0) clock.passLifetime();
    await Promise.all(
      clients.map(async ({ client }) => {
        // Both start with the same cookies.
        const tab = client.copy();
        const pages = await Promise.all([
          client.visit(first.localUrl + tokensPath(ordersApi)),
          tab.visit(last.localUrl + tokensPath(ordersApi)),
        ]);
        for (const page of pages) {
          expect((await page.text()).includes(permits(ordersApi)), page.url).toBe(true);
        }
      }),
    );
  }
}
