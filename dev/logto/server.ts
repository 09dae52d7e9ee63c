import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from 'oidc-provider';
import type { Accounts } from './accounts';
import type { LocalLogtoApp } from './application';
import { accountPath, handleAccountPage } from './account-pages';
import { AntiForgery } from './anti-forgery';
import { avatarSvg } from './avatar';
import { catalogFor, type Requested } from './catalog';
import { handleConsole } from './console';
import { consolePath } from './console-page';
import { handleInteraction } from './interactions';
import { Management } from './management';
import { messagePage } from './pages';
import { createProvider, mountPath } from './provider';
import { sendPage, setSecurityHeaders } from './responses';
import { withDefaults, type LocalLogtoSettings } from './settings';
import { State } from './state';
import { Webhooks } from './webhooks';

export type { Account, Accounts } from './accounts';
export { demoAccounts, demoResources, demoScopes } from './seed';
export type { LocalLogtoSettings } from './settings';

/** Options of a local Logto. */
export interface LocalLogtoOptions {
  /** TCP port on loopback; 0, the default, picks a free one. */
  port?: number;
  /** Its name in addresses; `localhost` by default. */
  hostname?: string;
  /** The application, as it would be registered in Logto's Console. */
  app: LocalLogtoApp;
  /** Resources and scopes that the application requests in addition to those of the demo. */
  requested?: Requested;
  /** Turns the webhook on, which the application takes at `/api/logto/webhook`. */
  webhookSigningKey?: string;
  /** A further address that gets each webhook. */
  webhookUrl?: string;
  /** Default: fresh data that is kept in memory only. */
  state?: State;
  settings?: Partial<LocalLogtoSettings>;
}

/** A running local Logto. */
export interface LocalLogto {
  /** `http://<hostname>:<port>`; the issuer is `<endpoint>/oidc`. */
  endpoint: string;
  /** May be changed at run time. */
  settings: LocalLogtoSettings;
  /** Every account by user id. Setting `suspended` acts as blocking the user in Logto's Console. */
  accounts: Accounts;
  /** Changes accounts as Logto's Management API does, and sends the webhooks. */
  management: Management;
  /** The oidc-provider instance, for its events. */
  provider: Provider;
  /** The HTTP server, for its `request` events. */
  server: http.Server;
  /** Stops it, open connections included. */
  close(): Promise<void>;
}

/**
 * Starts a stand-in for Logto on loopback, with demo accounts.
 *
 * @throws in production, and when the port is taken (`code` is `EADDRINUSE`)
 */
export async function startLocalLogto(options: LocalLogtoOptions): Promise<LocalLogto> {
  if (process.env.NODE_ENV === 'production') {
    throw new Error(
      'The local Logto is for development and tests and refuses to start with NODE_ENV=production.',
    );
  }
  const { app, webhookSigningKey, requested = { resources: [], scopes: [] } } = options;
  const settings = withDefaults(options.settings);
  const server = http.createServer();
  const { hostname = 'localhost', port = 0 } = options;
  const endpoint = `http://${hostname}:${await listen(server, port)}`;
  const state = options.state ?? new State(endpoint);
  const { accounts } = state;
  const provider = createProvider(endpoint, app, state, catalogFor(requested), settings);
  const oidc = provider.callback();
  const appUrl = app.baseUrl;
  const urls = [`${app.localUrl ?? appUrl}/api/logto/webhook`, options.webhookUrl ?? []].flat();
  const hook =
    webhookSigningKey === undefined ? undefined : { urls, signingKey: webhookSigningKey };
  const management = new Management(accounts, new Webhooks(hook));
  const antiForgery = new AntiForgery();
  const dependencies = { endpoint, provider, accounts, settings, management, antiForgery, appUrl };

  const handle = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const avatar = /^\/avatar\/(\w+)\.svg$/.exec(path)?.[1];
    setSecurityHeaders(response, appUrl);
    if (path.startsWith(`${mountPath}/`)) {
      await oidc(request, response);
    } else if (path.startsWith('/interaction/')) {
      await handleInteraction(request, response, dependencies);
    } else if (path === accountPath || path.startsWith(`${accountPath}/`)) {
      await handleAccountPage(request, response, dependencies);
    } else if (path === consolePath) {
      await handleConsole(request, response, dependencies);
    } else if (path === '/api/.well-known/account-center') {
      response
        .writeHead(200, { 'Content-Type': 'application/json' })
        .end(JSON.stringify({ enabled: settings.accountCenter }));
    } else if (avatar !== undefined) {
      response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(avatarSvg(avatar));
    } else {
      const words = 'This is a local stand-in for Logto. Sign in from the application.';
      sendPage(response, 404, messagePage('Page not found', words, appUrl));
    }
  };

  state.save();
  server.on('request', (request, response) => {
    response.on('close', () => {
      state.save();
    });
    // Deferred, so that other listeners see the original URL: oidc-provider changes it.
    queueMicrotask(() => {
      handle(request, response).catch(() => {
        if (response.headersSent) response.destroy();
        else sendPage(response, 500, messagePage('Something went wrong', 'Try again.', appUrl));
      });
    });
  });

  return { endpoint, settings, accounts, management, provider, server, close: () => close(server) };
}

async function listen(server: http.Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const message =
        cause.code === 'EADDRINUSE'
          ? `Port ${port} on localhost is already taken. Stop the program that uses it, or choose another port for the local Logto.`
          : `The local Logto could not listen on localhost:${port}.`;
      reject(Object.assign(new Error(message, { cause }), { code: cause.code }));
    });
    server.listen(port, 'localhost', resolve);
  });
  return (server.address() as AddressInfo).port;
}

function close(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
