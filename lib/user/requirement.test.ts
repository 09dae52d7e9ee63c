import { expect, test } from 'vitest';
import { missingIn } from './requirement';

const claims = {
  iss: 'https://tenant.logto.test/oidc',
  aud: 'app',
  sub: 'u',
  exp: 2,
  iat: 1,
  roles: ['admin'],
  organizations: ['acme', 'globex'],
  organization_roles: ['acme:owner', 'globex:member'],
};

test.each([
  [{}],
  [{ role: 'admin' }],
  [{ organization: { id: 'acme' } }],
  [{ organization: { id: 'acme', role: 'owner' } }],
  [{ role: 'admin', organization: { id: 'globex', role: 'member' } }],
])('nothing is missing for %j', (requirement) => {
  expect(missingIn(claims, requirement)).toBeUndefined();
});

test.each([
  [{ role: 'owner' }, { role: 'owner' }],
  [{ role: '' }, { role: '' }],
  [{ organization: { id: 'initech' } }, { organization: 'initech' }],
  [{ organization: { id: 'globex', role: 'owner' } }, { organization: 'globex', role: 'owner' }],
  [{ role: 'x', organization: { id: 'acme' } }, { role: 'x' }],
])('%j: %j is missing', (requirement, missing) => {
  expect(missingIn(claims, requirement)).toEqual(missing);
});

test('claims that are empty, or that nobody asked for, grant nothing', () => {
  expect(missingIn({ ...claims, roles: null }, { role: 'admin' })).toEqual({ role: 'admin' });
  const { organizations: _, ...rest } = claims;
  expect(missingIn(rest, { organization: { id: 'acme' } })).toEqual({ organization: 'acme' });
});
