import type { AuthErrorCode } from '@/lib/errors';
import { expect, expectRefusal, test } from '../support/hostile-fixtures';
import { Visitor } from '../support/hostile-visitor';

/** Attacks on the address that the browser comes back to. See also `callback.spec.ts`. */

const evil = encodeURIComponent('https://evil.test/oidc');

const without = (name: string, query: string) =>
  query.replace(new RegExp(`(^|&)${name}=[^&]*`), '').replace(/^&/, '');

const refused: [title: string, change: (query: string) => string, code?: AuthErrorCode][] = [
  ['mix-up: the answer of another issuer', (query) => `${without('iss', query)}&iss=${evil}`],
  ['no issuer', (query) => without('iss', query)],
  ['an empty issuer', (query) => `${without('iss', query)}&iss=`],
  ['two issuers', (query) => `${query}&iss=${evil}`],
  ['two issuers, the wrong one first', (query) => `iss=${evil}&${query}`],
  ['two states', (query) => `${query}&state=another`],
  ['two codes', (query) => `${query}&code=another`],
  ['no code', (query) => without('code', query)],
  ['a code and an error', (query) => `${query}&error=access_denied`, 'access_denied'],
  ['two errors', (query) => `${query}&error=access_denied&error=login_required`],
  ['an error of another issuer', (query) => `iss=${evil}&error=x&${without('iss', query)}`],
  ['a signed response that nobody asked for', (query) => `${query}&response=a.b.c`],
  ['an ID token that nobody asked for', (query) => `${query}&id_token=a.b.c`],
];

for (const [title, change, code] of refused) {
  test(`refused before the code is sent anywhere: ${title}`, async ({ provider, anna }) => {
    const callback = await anna.signInUpToCallback('mallory');
    callback.search = change(callback.search.slice(1));
    const exchanges = provider.receivedAt('token_endpoint').length;
    await expectRefusal(anna, await anna.client.send(callback), code);
    expect(provider.receivedAt('token_endpoint')).toHaveLength(exchanges);
  });
}

test('a stolen code, put into a sign-in of one’s own, is refused', async ({ app, anna }) => {
  const victim = await new Visitor(app).signInUpToCallback('victor');
  const callback = await anna.signInUpToCallback('mallory');
  callback.searchParams.set('code', victim.searchParams.get('code') ?? '');
  await expectRefusal(anna, await anna.client.send(callback), 'code_refused');
});

test('a code that has served is refused in another sign-in', async ({ app, anna }) => {
  const victor = new Visitor(app);
  const used = await victor.signInUpToCallback('victor');
  await victor.client.send(used);
  const callback = await anna.signInUpToCallback('mallory');
  callback.searchParams.set('code', used.searchParams.get('code') ?? '');
  await expectRefusal(anna, await anna.client.send(callback), 'code_refused');
  expect(await victor.user()).toBe('victor');
});

test('login CSRF: an attacker’s answer changes nothing in the victim’s browser, whose own sign-in goes on', async ({
  app,
  anna,
}) => {
  const own = await anna.signInUpToCallback('anna');
  const before = anna.client.copy();
  const answer = await anna.client.send(await new Visitor(app).signInUpToCallback('mallory'));
  expect(answer.headers.get('location')).toBe(`${app.baseUrl}/`);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(anna.client.cookies).toEqual(before.cookies);
  expect(await anna.user()).toBe('anna');
  const finished = await anna.client.send(own);
  expect(finished.headers.get('location')).toBe(`${app.baseUrl}/profile`);
});
