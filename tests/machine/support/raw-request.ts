import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** An unchanged answer. `status` is 0 if the server closed the connection without an answer. */
export interface RawAnswer {
  status: number;
  headers: Headers;
  body: string;
}

/**
 * Sends a request exactly as it is written here: `fetch` and `node:http` would correct the path, or refuse
 * to send it. HTTP/1.0, so that the answer's body comes in one piece and ends with the connection.
 *
 * @param origin where to connect to
 * @param target the target in the request line: path and query, or any other text
 */
export async function rawRequest(
  origin: string,
  target: string,
  { method = 'GET', headers = {}, body = '' }: RawRequest = {},
): Promise<RawAnswer> {
  const { host, hostname, port } = new URL(origin);
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body, 'latin1')) };
  const lines = Object.entries({ host, accept: 'text/html', ...length, ...headers });
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  socket.write(
    [
      `${method} ${target} HTTP/1.0`,
      ...lines.map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
    'latin1',
  );
  const answer = await text(socket);
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const [statusLine = '', ...fields] = head.split('\r\n');
  return {
    status: Number(statusLine.split(' ')[1] ?? 0),
    headers: new Headers(
      fields.map((field): [string, string] => {
        const [name = '', ...value] = field.split(':');
        return [name, value.join(':').trim()];
      }),
    ),
    body: rest.join('\r\n\r\n'),
  };
}

export interface RawRequest {
  method?: string;
  headers?: Record<string, string>;
  /** Latin-1: each character is a byte. */
  body?: string;
}
