import { expect, test } from 'vitest';
import { AuthError } from '../errors';
import { assertTarget, parseTokenKey, tokenKey } from './token-target';

const resource = 'https://api.example.com';

test('the key of a token is its audience', () => {
  expect(tokenKey({})).toBe('');
  expect(tokenKey({ resource })).toBe(resource);
  expect(tokenKey({ organizationId: 'x' })).toBe('urn:logto:organization:x');
  expect(tokenKey({ resource, organizationId: 'x' })).toBe(`${resource} urn:logto:organization:x`);
});

test.each([
  {},
  { resource },
  { organizationId: 'k3v9x0q7m2ab' },
  { resource, organizationId: 'k3v9x0q7m2ab' },
])('the key says which token it is: %j', (target) => {
  expect(parseTokenKey(tokenKey(target))).toEqual(target);
});

test.each([{}, { resource }, { organizationId: 'x' }, { resource, organizationId: 'x' }])(
  'there can be a token for %j',
  (target) => {
    expect(() => {
      assertTarget(target, [resource]);
    }).not.toThrow();
  },
);

test.each<[object, string]>([
  [{ resource: 'https://other.example.com' }, 'invalid_target'],
  [{ resource: 'https://other.example.com', organizationId: 'x' }, 'invalid_target'],
  [{ resource: undefined }, 'invalid_target'],
  [{ resource: '' }, 'invalid_target'],
  [{ organizationId: undefined }, 'invalid_request'],
  [{ organizationId: '' }, 'invalid_request'],
  [{ organizationId: '../x' }, 'invalid_request'],
  [{ organizationId: 'x'.repeat(129) }, 'invalid_request'],
  [{ resource, organizationId: undefined }, 'invalid_request'],
  [{ resource, organizationId: '../x' }, 'invalid_request'],
])('there is no token for %j', (target, code) => {
  expect(() => {
    assertTarget(target, [resource]);
  }).toThrow(expect.objectContaining({ code }) as AuthError);
});

test('the error names the resource that is missing, for Next’s output', () => {
  const target = { resource: 'https://other.example.com' };
  const named = expect.stringContaining(target.resource) as string;
  expect(() => {
    assertTarget(target, [resource]);
  }).toThrow(
    expect.objectContaining({
      cause: expect.objectContaining({ message: named }) as Error,
    }) as Error,
  );
});
