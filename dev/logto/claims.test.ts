import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimsByScope } from './claims';
import type { LocalLogto } from './server';
import { Browser, decode, signIn, start, userinfo } from './test-client';

/** The rows of the table in docs/claims.md. */
const rows = readFileSync('docs/claims.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [scope = '', claims = '', idToken, , empty = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim().replaceAll('`', ''));
    return { scope, claims: claims.split(', '), inIdToken: idToken === 'yes', empty };
  });

/** Claims that are there whatever the scopes are. */
const envelope = ['iss', 'aud', 'iat', 'exp', 'nonce', 'sid'];

/** Claims of `profile` that the local Logto leaves to the real one. */
const elsewhere = ['preferred_username'];

let logto: LocalLogto;

beforeAll(async () => {
  logto = await start();
  const profile = claimsByScope['profile'] ?? [];
  const alice = logto.accounts.named('alice');
  const absent = rows.find(({ empty }) => empty === 'absent')?.claims ?? [];
  for (const claim of absent) if (profile.includes(claim)) alice.profile[claim] = 'something';
});

afterAll(() => logto.close());

async function claimsOf(username: string, scope: string) {
  const scopes = scope === 'openid' ? scope : `openid ${scope}`;
  const { idToken, accessToken } = await signIn(new Browser(logto), username, { scope: scopes });
  const { body } = await userinfo(logto, accessToken);
  return { idToken: decode(idToken).claims, userinfo: body as Record<string, unknown> };
}

describe.each(Object.keys(claimsByScope))('docs/claims.md says of the scope %s', (scope) => {
  const ofScope = rows.filter((row) => row.scope === scope);

  test('which claims it brings, and where', async () => {
    const { idToken, userinfo } = await claimsOf('alice', scope);
    const inIdToken = ofScope.filter((row) => row.inIdToken).flatMap(({ claims }) => claims);
    const always = scope === 'openid' ? [] : ['sub'];
    expect(Object.keys(idToken).sort()).toEqual([...envelope, ...always, ...inIdToken].sort());
    const all = ofScope.flatMap(({ claims }) => claims);
    expect(Object.keys(userinfo).sort()).toEqual([...always, ...all].sort());
    expect(all.concat(elsewhere)).toEqual(expect.arrayContaining(claimsByScope[scope] ?? []));
  });

  test('what it brings of a user who has nothing', async () => {
    const { idToken, userinfo } = await claimsOf('bob', scope);
    for (const { claims, empty, inIdToken } of ofScope) {
      for (const claim of claims.filter((name) => name !== 'username')) {
        for (const source of inIdToken ? [idToken, userinfo] : [userinfo]) {
          if (empty === 'absent') expect(source).not.toHaveProperty(claim);
          else if (empty === 'never') expect(source[claim]).toBeTruthy();
          else expect(JSON.stringify(source[claim]), claim).toBe(empty);
        }
      }
    }
  });
});

test('docs/claims.md names no scope that there isn’t', () => {
  expect([...new Set(rows.map(({ scope }) => scope))].sort()).toEqual(
    Object.keys(claimsByScope).sort(),
  );
});
