import { expect, test } from 'vitest';
import { AuthError } from '../errors';
import { assertTarget, tokenKeyOf, parseWanted, refreshPath } from './token-target';

const resource = 'https://api.example.com';

test.each([
  {},
  'claims' as const,
  { resource },
  { organizationId: 'k3v9x0q7m2ab' },
  { resource, organizationId: 'k3v9x0q7m2ab' },
])('what a page lacks is what the refresh route is asked for: %j', (target) => {
  const { searchParams } = new URL(refreshPath(target, '/orders'), 'https://app.test');
  expect(searchParams.get('return_to')).toBe('/orders');
  expect(parseWanted(searchParams, [resource])).toEqual(target);
});

test.each([
  ['resource=https://other.example.com', 'invalid_target'],
  ['resource=', 'invalid_target'],
  ['organization_id=../x', 'invalid_request'],
  ['organization_id=', 'invalid_request'],
  [`organization_id=${'x'.repeat(129)}`, 'invalid_request'],
  [`organization_id=&resource=${resource}`, 'invalid_request'],
  ['organization_id=x&resource=https://other.example.com', 'invalid_target'],
] as const)('%s is refused', (query, code) => {
  expect(() => parseWanted(new URLSearchParams(query), [resource])).toThrow(new AuthError(code));
});

test('a token is kept under its audience', () => {
  expect(tokenKeyOf({})).toBe('');
  expect(tokenKeyOf({ resource })).toBe(resource);
  expect(tokenKeyOf({ organizationId: 'x' })).toBe('urn:logto:organization:x');
  expect(tokenKeyOf({ resource, organizationId: 'x' })).toBe(
    `${resource} urn:logto:organization:x`,
  );
});

test.each<[object]>([
  [{ organizationId: undefined }],
  [{ organizationId: '' }],
  [{ resource, organizationId: undefined }],
  [{ resource, organizationId: '../x' }],
  [{ resource: undefined }],
  [{ resource: '' }],
])('there is no token for %j', (target) => {
  expect(() => {
    assertTarget(target, [resource]);
  }).toThrow(AuthError);
});
