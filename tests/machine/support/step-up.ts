import { expect, type Page } from '@playwright/test';
import type { LocalLogto } from '@/dev/logto/server';
import { enterPassword, test as base } from '../../support/fixtures';
import { startAppWithLogto, type App } from '../../support/app';
import { Client } from '../../support/client';

export { expect };

/** Logto's levels of assurance. */
export const [oneFactor, multiFactor] = ['urn:logto:acr:1fa', 'urn:logto:acr:mfa'];

interface Servers {
  logto: LocalLogto;
  app: App;
}

/** The usual fixtures, whose local Logto is 1.42, and an app at the newest Logto, which supports step-up. */
export const test = base.extend<object, { newest: Servers }>({
  newest: [
    async ({}, use) => {
      const servers = await startAppWithLogto({ stepUp: true });
      await use(servers);
      await servers.app.stop();
      await servers.logto.close();
    },
    { scope: 'worker' },
  ],
});

/**
 * Signs in, in a browser that signed in at Logto an hour before. If Logto doesn't send the time, the time of this sign-in is unknown.
 */
export async function signInLongAgo({ logto, app }: Servers, page: Page, username = 'alice') {
  makeNextSignInOld(logto);
  await page.goto(`${app.baseUrl}/api/logto/sign-in`);
  await enterPassword(page, username);
  await page.waitForURL(`${app.baseUrl}/`);
  await page.goto(`${app.baseUrl}/api/logto/sign-in`); // from Logto's session, which is old now
  await page.waitForURL(`${app.baseUrl}/`);
}

/** As {@link signInLongAgo}, for a test that needs no browser. */
export async function signedInLongAgo({ logto, app }: Servers, username = 'alice') {
  makeNextSignInOld(logto);
  const client = new Client();
  await client.signIn(app, username);
  const home = await client.visit(`${app.baseUrl}/api/logto/sign-in`);
  expect(home.url).toBe(`${app.baseUrl}/`);
  return client;
}

function makeNextSignInOld(logto: LocalLogto): void {
  logto.provider.once('authorization.success', ({ oidc }) => {
    if (oidc.session?.loginTs) oidc.session.loginTs -= 3600;
  });
}

/** Returns the answer of `/api/account` to the browser of this page. */
export async function account({ app }: Servers, page: Page): Promise<[number, unknown]> {
  const answer = await page.request.get(`${app.baseUrl}/api/account`);
  return [answer.status(), await answer.json()];
}

/** Returns the user who is signed in in the browser of this page. */
export async function userOf({ app }: Servers, page: Page): Promise<unknown> {
  const answer = await page.request.get(`${app.baseUrl}/api/me`);
  const { user } = (await answer.json()) as { user: { username: unknown } };
  return user.username;
}
