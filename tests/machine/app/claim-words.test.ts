import { expect, test } from 'vitest';
import { groupClaims } from '@/app/_components/claim-words';
import { claimsByScope } from '@/dev/logto/claims';

test.each(Object.entries(claimsByScope))('each claim of the scope %s is explained', (_, names) => {
  const claims = groupClaims(Object.fromEntries(names.map((name) => [name, 1]))).flatMap(
    (group) => group.claims,
  );
  expect(claims.map(({ name }) => name).sort()).toEqual([...names].sort());
  for (const { meaning } of claims) expect(meaning).toBeTruthy();
});

test('claims are below their headings, and none is left out', () => {
  const claims = {
    tier: 'gold',
    iss: 'https://tenant.logto.app/oidc',
    toString: 1,
    email: null,
    sub: 'u',
  };
  const groups = groupClaims(claims);
  expect(groups.map(({ heading, claims }) => [heading, ...claims.map(({ name }) => name)])).toEqual(
    [
      ['Account', 'sub'],
      ['E-mail', 'email'],
      ['Technical details', 'iss'],
      ['Further data', 'tier', 'toString'],
    ],
  );
});
