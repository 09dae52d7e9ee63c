import type { Config } from '../config';

/**
 * Returns the Content-Security-Policy of a page. Scripts run by this request's nonce only; forms go to the app itself,
 * and on to Logto at sign-out (Chrome checks `form-action` on redirects, too).
 */
export function contentSecurityPolicy(nonce: string, config: Config): string {
  const isDevelopment = config.development; // Next's error overlay needs `eval` and inline styles
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${config.endpoint}`,
  ].join('; ');
}
