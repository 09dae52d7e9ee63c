import { expect, signIn, test } from './support/fixtures';

const pages = ['/', '/profile', '/sign-out', '/auth-error', '/nowhere'];

test('every page carries the security headers, with a fresh nonce', async ({ page, servers }) => {
  await signIn(page);
  const nonces = new Set<string>();
  for (const path of pages) {
    const headers = (await page.request.get(path)).headers();
    const policy = headers['content-security-policy'] ?? '';
    nonces.add(/'nonce-([^']+)'/.exec(policy)?.[1] ?? '');
    expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/);
    expect(policy).not.toContain('unsafe');
    for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
      expect(policy).toContain(part);
    }
    expect(policy).toContain(`form-action 'self' ${servers.logto.endpoint}`);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['permissions-policy']).toBeTruthy();
    expect(headers['cache-control']).toContain('no-store');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('strict-transport-security');
  }
  expect(nonces.size).toBe(pages.length);
});

test('no page breaks its own policy', async ({ page }) => {
  await signIn(page);
  // The `page` fixture fails this test for any complaint in the console.
  for (const path of pages.filter((path) => path !== '/nowhere')) {
    await page.goto(path, { waitUntil: 'networkidle' });
  }
});
