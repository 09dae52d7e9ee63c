import type { Config } from '../config';

/**
 * The Content-Security-Policy of a page. Scripts run by this request's nonce only; forms go to the
 * app itself, and on to Logto at sign-out (Chrome checks `form-action` on redirects too).
 * Next's development server needs `eval` and inline styles for its error overlay.
 *
 * @see https://www.w3.org/TR/CSP3/
 */
export function contentSecurityPolicy(nonce: string, config: Config): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${config.development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${config.development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${config.endpoint}`,
  ].join('; ');
}

/** Two years; sent on https only. */
export const strictTransportSecurity = 'max-age=63072000';
