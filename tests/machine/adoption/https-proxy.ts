import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  createServer as createHttpServer,
  request,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { startLocalLogto } from '@/dev/logto/server';
import { secret, startApp } from '../../support/app';
import { makeCertificate } from '../support/certificate';

const appHosts = ['app.example.com', 'acme.example.com'];

/**
 * Starts the build in this directory as https://app.example.com, and a proxy through which a browser gets there, also as
 * https://acme.example.com. All other hosts of the proxy have one page: a frame that shows a path of the app.
 */
export async function startBehindProxy(directory: string) {
  const baseUrl = 'https://app.example.com';
  const registration = { id: 'test-app', secret: secret(), baseUrl };
  const logto = await startLocalLogto({ app: registration });
  const variables = { LOGTO_APP_SECRET: registration.secret, BASE_URL: baseUrl };
  const app = await startApp(logto.endpoint, variables, undefined, directory);
  const proxy = await startProxy((incoming, answer) => {
    if (appHosts.includes(incoming.headers.host ?? '')) forward(incoming, answer, app.localUrl);
    else answer.setHeader('content-type', 'text/html').end(framePage(baseUrl, incoming.url ?? ''));
  });
  return { logto, app, proxy };
}

function framePage(baseUrl: string, target: string): string {
  const path = new URL(target, baseUrl).searchParams.get('frame') ?? '';
  return `<!doctype html><title>Frame</title><iframe src="${new URL(path, baseUrl).href}" width="900" height="600"></iframe>`;
}

/** Passes a request on to the app, and its answer back. */
function forward(incoming: IncomingMessage, answer: ServerResponse, localUrl: string): void {
  const { method, headers, url = '/' } = incoming;
  const options = {
    ...(method && { method }),
    headers: { ...headers, 'x-forwarded-proto': 'https' },
  };
  const outgoing = request(new URL(url, localUrl), options, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  outgoing.on('error', () => answer.destroy());
  incoming.pipe(outgoing);
}

/** A proxy that leads each https address to this handler, with a self-signed certificate. */
async function startProxy(handler: (incoming: IncomingMessage, answer: ServerResponse) => void) {
  const { certificate, key } = makeCertificate();
  const https = createHttpsServer(
    { cert: readFileSync(certificate), key: readFileSync(key) },
    handler,
  ).listen(0, '127.0.0.1');
  await once(https, 'listening');
  const { port } = https.address() as AddressInfo;
  const proxy = createHttpServer().listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const sockets = new Set<Socket>();
  proxy.on('connect', (_request: IncomingMessage, client: Socket) => {
    const server = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.pipe(server).pipe(client);
  });
  return {
    address: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      const closed = [https, proxy].map((server) => once(server, 'close'));
      https.close();
      proxy.close();
      await Promise.all(closed);
    },
  };
}
