import type { RequestListener } from 'node:http';
import { pipeline, Readable } from 'node:stream';

/** Faulty answers that don't depend on OpenID Connect. */

const jsonType = { 'content-type': 'application/json' };

/** Closes the connection. */
export const down: RequestListener = ({ socket }) => socket.destroy();

/** Takes the request, and never answers. */
export const silent: RequestListener = () => undefined;

/** Begins an answer, and never ends it. */
export const unfinished: RequestListener = (_request, response) =>
  response.writeHead(200, jsonType).write('{');

/** Answers that it is overloaded. */
export const overloaded: RequestListener = (_request, response) => response.writeHead(503).end();

/** Answers with a web page, like a captive portal or a wrong address. */
export const webPage: RequestListener = (_request, response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Welcome</p>');

/** Redirects each request to the same address, without end. */
export const circle: RequestListener = ({ url }, response) =>
  response.writeHead(307, { location: url }).end();

/** JSON of 64 MB. `sent()` says how many bytes of it were taken. */
export function flood() {
  const chunk = 'x'.repeat(64 * 1024);
  let bytes = 0;
  function* body() {
    yield '{"x":"';
    for (; bytes < 64 * 1024 * 1024; bytes += chunk.length) yield chunk;
    yield '"}';
  }
  const listener: RequestListener = (_request, response) => {
    pipeline(Readable.from(body()), response.writeHead(200, jsonType), () => undefined);
  };
  return { listener, sent: () => bytes };
}

/** Answers with this JSON. */
export function json(body: unknown, status = 200): RequestListener {
  return (_request, response) => response.writeHead(status, jsonType).end(JSON.stringify(body));
}
