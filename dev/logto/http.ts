import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { autoSubmitScript, css } from './html';

/**
 * Sets the headers of every answer. `form-action` includes the application, because browsers apply it to the
 * redirects after a submitted form, and the last one leads there.
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

const hashOf = (content: string): string =>
  `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

/** An answer: an HTML page, unless a header says otherwise. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** Leads the browser to an address, by GET. */
export const redirectTo = (location: string): Answer => ({
  status: 303,
  headers: { Location: location },
});

/** Sends an answer. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', ...headers }).end(body);
}

/** Reads the body of a request. Ignores all beyond 16 KB. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks)
    .subarray(0, 16 * 1024)
    .toString('utf8');
}

/** Reads the fields of a submitted form; the last one of a name counts. */
export async function readForm(request: IncomingMessage): Promise<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(await readBody(request)));
}
