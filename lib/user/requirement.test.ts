import { describe, expect, test } from 'vitest';
import { AuthError } from '../errors';
import {
  missingInClaims,
  parseRequirement,
  readMissingRight,
  type Requirement,
} from './requirement';

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
  expect(missingInClaims(claims, requirement)).toBeUndefined();
});

test.each([
  [{ role: 'owner' }, { role: 'owner' }],
  [{ role: 'constructor' }, { role: 'constructor' }],
  [{ organization: { id: 'initech' } }, { organization: 'initech' }],
  [{ organization: { id: '__proto__' } }, { organization: '__proto__' }],
  [{ organization: { id: 'globex', role: 'owner' } }, { organization: 'globex', role: 'owner' }],
  [{ role: 'x', organization: { id: 'acme' } }, { role: 'x' }],
  [{ role: 'admin', organization: { id: 'initech' } }, { organization: 'initech' }],
])('%j: %j is missing', (requirement, missing) => {
  expect(missingInClaims(claims, requirement)).toEqual(missing);
});

test('claims that are empty, or that nobody asked for, grant nothing', () => {
  expect(missingInClaims({ ...claims, roles: null }, { role: 'admin' })).toEqual({ role: 'admin' });
  const { organizations: _, ...rest } = claims;
  expect(missingInClaims(rest, { organization: { id: 'acme' } })).toEqual({ organization: 'acme' });
});

describe('a requirement that asks for nothing in particular is none', () => {
  test.each<[string, object]>([
    ['an empty role', { role: '' }],
    ['no role', { role: undefined }],
    ['no organization', { organization: undefined }],
    ['an organization without an id', { organization: {} }],
    ['an id that is missing', { organization: { id: undefined } }],
    ['an empty id', { organization: { id: '' } }],
    ['several ids', { organization: { id: ['acme', 'globex'] } }],
    ['an empty role there', { organization: { id: 'acme', role: '' } }],
    ['an empty permission', { organization: { id: 'acme', permission: '' } }],
    ['a permission without its organization', { permission: 'read' }],
    ['a word that is not known', { roles: 'admin' }],
    ['no age', { maxAge: undefined }],
    ['an age that is no number', { maxAge: NaN }],
    ['an age in words', { maxAge: '60' }],
    ['an age before now', { maxAge: -1 }],
    ['half a second', { maxAge: 0.5 }],
    ['an age without end', { maxAge: Infinity }],
    ['an age that is too long', { maxAge: 1e9 }],
    ['no level', { acr: undefined }],
    ['an empty level', { acr: '' }],
    ['several levels', { acr: 'a b' }],
    ['a level that a header can’t name', { acr: 'a"b' }],
  ])('%s', (_what, requirement) => {
    expect(() => parseRequirement(requirement as Requirement)).toThrow(
      new AuthError('invalid_request'),
    );
  });
});

test('the 403 page shows names from its address, and never a sentence', () => {
  const missing = { role: 'billing-admin', organization: 'k3v9x0q7m2ab', permission: 'read:bills' };
  expect(readMissingRight(Object.fromEntries(new URLSearchParams(missing)))).toEqual(missing);
  expect(readMissingRight({ role: 'Verwalterin_für-Köln' })).toEqual({
    role: 'Verwalterin_für-Köln',
  });
  for (const value of ['Call 555 0100 now', '<b>', '', 'x'.repeat(129), ['admin'], undefined])
    expect(readMissingRight({ role: value, permission: value, organization: value })).toEqual({});
});
