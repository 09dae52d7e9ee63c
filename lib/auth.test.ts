import { expect, test, vi } from 'vitest';
import { getConfig } from './config';
import { contentSecurityPolicy } from './http/security-headers';
import { getNonce } from './auth';

const request = vi.hoisted(() => ({ policy: '' }));

vi.mock('next/headers', () => ({
  headers: () => Promise.resolve(new Headers({ 'Content-Security-Policy': request.policy })),
}));

test('the nonce is the policy’s', async () => {
  const nonce = crypto.randomUUID();
  request.policy = contentSecurityPolicy(nonce, getConfig(), {});
  expect(await getNonce()).toBe(nonce);
  request.policy = '';
  expect(await getNonce()).toBeUndefined();
});

test('a nonce that a client made up can’t be HTML: below /api, nothing replaces its header', async () => {
  request.policy = `script-src 'nonce-"><script>alert(1)</script>'`;
  expect(await getNonce()).toBeUndefined();
});
