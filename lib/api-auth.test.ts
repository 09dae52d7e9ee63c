import { expect, test } from 'vitest';
import { verifyAccessToken } from './api-auth';
import { AuthError } from './errors';

const audience = 'https://api.example.com';

test.each<[object]>([
  [{}],
  [{ audience: '' }],
  [{ audience: undefined }],
  [{ audience, scopes: [''] }],
  [{ audience, scope: 'read:orders' }],
  [{ audience, organizationId: '' }],
  [{ audience, organizationId: undefined }],
  [{ audience, maxAge: -1 }],
  [{ audience, maxAge: NaN }],
  [{ audience, maxAge: 1e9 }],
  [{ audience, acr: '' }],
  [{ audience, acr: 'a"b' }],
])(
  'an impossible requirement is a defect of the route, and lets nobody in: %j',
  async (requirement) => {
    const call = verifyAccessToken(
      new Request('https://app.test/api/orders', { headers: { authorization: 'Bearer x' } }),
      requirement as Parameters<typeof verifyAccessToken>[1],
    );
    await expect(call).rejects.toThrow(new AuthError('invalid_request'));
  },
);
