import { expect, test } from 'vitest';
import { getConfig } from '../config';
import { contentSecurityPolicy } from './security-headers';

test('scripts run by the nonce alone; no frames, plugins or other bases; forms go here and to Logto', () => {
  expect(contentSecurityPolicy('n', getConfig()).split('; ').sort()).toEqual([
    "base-uri 'none'",
    "default-src 'self'",
    "form-action 'self' https://tenant.logto.test",
    "frame-ancestors 'none'",
    "img-src 'self' data:",
    "object-src 'none'",
    "script-src 'self' 'nonce-n' 'strict-dynamic'",
    "style-src 'self' 'nonce-n'",
  ]);
});
