import { expect, test } from 'vitest';
import { claimsByScope } from '@/dev/logto/claims';
import { groupClaims, userClaims } from './claim-words';

test.each(Object.keys(claimsByScope))('what the scope %s brings is explained there', (scope) => {
  expect(Object.keys(userClaims[scope] ?? {}).sort()).toEqual(claimsByScope[scope]?.sort());
});

test('claims are sorted by scope, and none is left out', () => {
  const claims = {
    tier: 'gold',
    iss: 'https://tenant.logto.app/oidc',
    toString: 1,
    email: null,
    sub: 'u',
  };
  const groups = groupClaims(claims, 'user');
  expect(groups.map(({ heading, claims }) => [heading, ...claims.map(({ name }) => name)])).toEqual(
    [
      ['Account', 'sub'],
      ['E-mail', 'email'],
      ['Technical details', 'iss'],
      ['Further data', 'tier', 'toString'],
    ],
  );
});

test('an access token has its claims whatever scope was asked for', () => {
  const groups = groupClaims({ sub: 'u', aud: 'a', tier: 1 }, 'access token');
  expect(groups.map(({ heading }) => heading)).toEqual(['Technical details', 'Further data']);
});
