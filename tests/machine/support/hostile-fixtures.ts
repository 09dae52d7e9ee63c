import { test as base, expect } from '@playwright/test';
import type { AuthErrorCode } from '@/lib/errors';
import { secret, startApp, type App } from '../../support/app';
import { endpointsBelow, startHostileProvider, type HostileProvider } from './hostile-provider';
import { ecKey, rsaKey } from './hostile-signing';
import { Visitor } from './hostile-visitor';

export { expect };

/** A hostile provider, and an app that trusts it. */
interface Servers {
  provider: HostileProvider;
  app: App;
}

/** The registration of the app at the usual provider. */
export const client = { id: 'test-app', secret: secret() };
/** The registration at the unusual one. */
export const unusualClient = { id: 'an app: é+%&=', secret: 'se:cr+et %2B & ü=€' };

/** A key that the unusual provider publishes, for an algorithm that its metadata doesn't name. */
export const otherKey = ecKey();

/**
 * Every worker has a hostile provider and an app for it. They serve all cases: each test begins with
 * a provider without faults, and with a browser in which Anna has signed in.
 */
export const test = base.extend<Servers & { anna: Visitor }, { usual: Servers; unusual: Servers }>({
  usual: [
    async ({}, use) => {
      await serve(await startHostileProvider(client), use);
    },
    { scope: 'worker' },
  ],
  // Properties that a provider and a registration may have, but that Logto's usually don't have.
  unusual: [
    async ({}, use) => {
      const provider = await startHostileProvider(unusualClient);
      provider.signer = rsaKey();
      provider.published = [rsaKey(), otherKey, provider.signer];
      Object.assign(provider.metadata, endpointsBelow(`${provider.issuer}/elsewhere`));
      provider.metadata['id_token_signing_alg_values_supported'] = ['RS256', 'HS256', 'none'];
      await serve(provider, use);
    },
    { scope: 'worker' },
  ],
  provider: async ({ usual }, use) => {
    await use(usual.provider);
    usual.provider.faults = {};
  },
  app: ({ usual }, use) => use(usual.app),
  anna: async ({ app, provider }, use) => {
    const anna = new Visitor(app);
    await anna.signIn('anna');
    expect(provider.faults).toEqual({});
    await use(anna);
  },
});

async function serve(provider: HostileProvider, use: (servers: Servers) => Promise<void>) {
  const app = await startApp(provider.endpoint, {
    LOGTO_APP_ID: provider.client.id,
    LOGTO_APP_SECRET: provider.client.secret,
  });
  await use({ provider, app });
  await app.stop();
  await provider.stop();
}

/** The answer leads to the error page with this code, and Anna's session is as it was. */
export async function expectRefusal(
  anna: Visitor,
  answer: Response,
  code: AuthErrorCode = 'invalid_response',
): Promise<void> {
  const { pathname, searchParams } = new URL(answer.headers.get('location') ?? '', answer.url);
  expect([pathname, searchParams.get('code')]).toEqual(['/auth-error', code]);
  expect([303, 307]).toContain(answer.status); // a page can only answer 307
  expect(answer.headers.getSetCookie().join()).not.toContain('logto-session');
  expect(await anna.user()).toBe('anna');
}
