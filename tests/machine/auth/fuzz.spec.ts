import type { LocalLogto } from '@/dev/logto/server';
import type { App } from '../../support/app';
import { Client } from '../../support/client';
import { complaints } from '../support/complaints';
import { expect, test } from '../../support/fixtures';
import { fuzzRequest, type Material } from '../support/fuzz-request';
import { resolved } from '../support/open-redirects';
import { randomFrom } from '../support/random';
import { rawRequest } from '../support/raw-request';
import { ordersApi, tokensPath } from '../support/tests-pages';

/** Case n is made from seed + n, so every run has the same cases; for others, change these two. If one fails, its request is printed. */
const seed = 2026;
const cases = 200;

test('two hundred requests with something wrong in them: nothing breaks, leaks or leads elsewhere', async ({
  servers,
}) => {
  const { app, logto } = servers;
  const good = new Client();
  await good.signIn(app);
  const material = await collect(servers);
  const complaintsBefore = complaints(app.output());

  let next = 0;
  const work = async () => {
    while (next < cases) {
      const caseSeed = seed + next++;
      const marker = `marker${caseSeed}x`;
      const { target, ...request } = fuzzRequest(randomFrom(caseSeed), material, marker);
      const sent = `case ${caseSeed}: ${JSON.stringify({ target, ...request })}`;
      const { status, headers, body } = await rawRequest(app.localUrl, target, request);
      expect(status, sent).toBeGreaterThan(199);
      expect(status, sent).toBeLessThan(500);
      expect(body.includes(marker), sent).toBe(false);
      expect(headers.has('x-injected'), sent).toBe(false);
      for (const cookie of headers.getSetCookie()) expect(cookie, sent).toMatch(/^logto-/);
      const location = headers.get('location');
      if (location === null) continue;
      const url = resolved(location, app.baseUrl);
      expect([app.baseUrl, logto.endpoint], sent).toContain(url.origin);
      if (url.pathname === '/auth-error') {
        url.searchParams.delete('return_to');
        expect(url.search.includes(marker), sent).toBe(false);
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));

  expect((await good.send(`${app.baseUrl}/api/me`)).status).toBe(200);
  const page = await good.visit(app.baseUrl + tokensPath(ordersApi));
  expect(page.url).toBe(app.baseUrl + tokensPath(ordersApi));
  expect((await new Client().signIn(app)).url).toBe(`${app.baseUrl}/`);
  expect(complaints(app.output())).toEqual(complaintsBefore);
});

/** Returns the sessions and the sign-ins in progress of a few browsers, with their codes and tokens. */
async function collect({ app, logto }: { app: App; logto: LocalLogto }): Promise<Material> {
  let token = '';
  const keep = (ctx: { body: unknown }) => {
    token = String((ctx.body as Record<string, unknown>)['id_token']);
  };
  logto.provider.on('grant.success', keep);
  const browsers = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const client = new Client();
      await client.signIn(app);
      const tabs = Array.from({ length: 4 }, () => client.copy());
      return Promise.all(
        tabs.map(async (tab) => {
          const begun = await tab.send(`${app.baseUrl}/api/logto/sign-in?return_to=/profile`);
          const answered = await tab.send(begun.headers.get('location') ?? '');
          const callback = new URL(answered.headers.get('location') ?? '').search.slice(1);
          expect(callback).toContain('code=');
          return { cookie: tab.cookieHeader, callback };
        }),
      );
    }),
  );
  logto.provider.off('grant.success', keep);
  const [first, ...more] = browsers.flat();
  if (!first) throw new Error('no browser');
  const issuer = `${logto.endpoint}/oidc`;
  return { baseUrl: app.baseUrl, issuer, browsers: [first, ...more], token };
}
