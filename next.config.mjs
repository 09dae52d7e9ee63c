import { PHASE_PRODUCTION_BUILD } from 'next/constants.js';

/**
 * Headers that never change, on every answer. Those that depend on the request or on the
 * environment (the policy's nonce, HSTS) are added by `middleware.ts`.
 */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
];

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Next's image optimizer would be open to everybody, and no page uses it.
  images: { unoptimized: true },
  headers: () => Promise.resolve([{ source: '/:path*', headers: securityHeaders }]),
};

/**
 * A build also makes `.next/standalone`, for the Dockerfile. `next start`, which reads this anew, has
 * no use for it and would say so.
 *
 * @param {string} phase
 * @returns {import('next').NextConfig}
 */
const configFor = (phase) =>
  phase === PHASE_PRODUCTION_BUILD ? { ...config, output: 'standalone' } : config;

export default configFor;
