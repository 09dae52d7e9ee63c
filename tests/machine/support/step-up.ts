import { expect, type BrowserContext } from '@playwright/test';
import type { LocalLogto } from '@/dev/logto/server';
import { test as base } from '../../support/fixtures';
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
 * Returns a client that signed in at Logto an hour before. If Logto doesn't send the time, the time of this sign-in is unknown.
 */
export async function signedInLongAgo({ logto, app }: Servers, username = 'alice') {
  makeNextSignInOld(logto);
  const client = new Client();
  await client.signIn(app, username);
  const home = await client.visit(`${app.baseUrl}/api/logto/sign-in`); // from Logto's session, which is old now
  expect(home.url).toBe(`${app.baseUrl}/`);
  return client;
}

/** As {@link signedInLongAgo}, for a test that needs a browser. */
export async function signInLongAgo(servers: Servers, context: BrowserContext) {
  const client = await signedInLongAgo(servers);
  await context.addCookies(client.cookiesFor(servers.app));
}

const ofAlice = { identifier: 'alice', password: 'alice-demo-1' };

/** Fills in the form of Logto that an answer's redirects led to, by default as Alice, and follows the redirects from there. */
export function fillIn(client: Client, form: Response, fields: Record<string, string> = ofAlice) {
  return client.visit(form.url, { method: 'POST', body: new URLSearchParams(fields) });
}

function makeNextSignInOld(logto: LocalLogto): void {
  logto.provider.once('authorization.success', ({ oidc }) => {
    if (oidc.session?.loginTs) oidc.session.loginTs -= 3600;
  });
}

/** Returns the answer of `/api/account` to this client. */
export async function account({ app }: Servers, client: Client): Promise<[number, unknown]> {
  const answer = await client.send(`${app.baseUrl}/api/account`);
  return [answer.status, await answer.json()];
}

/** Returns the user whom this client has signed in. */
export async function userOf({ app }: Servers, client: Client): Promise<unknown> {
  const answer = await client.send(`${app.baseUrl}/api/me`);
  const { user } = (await answer.json()) as { user: { username: unknown } };
  return user.username;
}
