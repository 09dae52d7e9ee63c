import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { autoSubmitScript, css } from './page-style';

/**
 * Headers of every answer. `form-action` names the application because browsers apply it to the
 * redirects that follow a submitted form, and the last of those leads back there.
 */
export function setSecurityHeaders(response: ServerResponse, appUrl: string): void {
  response.setHeader(
    'Content-Security-Policy',
    [
      "default-src 'none'",
      `style-src ${hashOf(css)}`,
      `script-src ${hashOf(autoSubmitScript)}`,
      `form-action 'self' ${new URL(appUrl).origin}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  );
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Referrer-Policy', 'same-origin');
}

/** Answers with a whole HTML page. */
export function sendPage(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
}

/** Sends the browser elsewhere, with GET. */
export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { Location: location }).end();
}

function hashOf(content: string): string {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}
