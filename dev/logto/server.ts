import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { accountPath, handleAccountPage } from './account-pages';
import { consolePath, handleConsole } from './console';
import { avatarSvg } from './html';
import { sendPage, setSecurityHeaders } from './http';
import { handleInteraction } from './interactions';
import { withDefaults, type LocalLogto, type LocalLogtoOptions } from './options';
import { messagePage } from './pages';
import { catalogFor } from './permissions';
import { createProvider, mountPath } from './provider';
import { State } from './state';
import { Management } from './webhooks';

export type { Account, Accounts } from './accounts';
export { demoAccounts, demoResources, demoScopes } from './seed';
export type { LocalLogto, LocalLogtoOptions, LocalLogtoSettings } from './options';

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
  const management = new Management(accounts, hook);
  const logto: LocalLogto = {
    ...{ endpoint, app, settings, state, accounts, management, provider, server },
    close: () => close(server),
  };

  const handle = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const avatar = /^\/avatar\/(\w+)\.svg$/.exec(path)?.[1];
    setSecurityHeaders(response, appUrl);
    if (path.startsWith(`${mountPath}/`)) {
      await oidc(request, response);
    } else if (path.startsWith('/interaction/')) {
      await handleInteraction(request, response, logto);
    } else if (path === accountPath || path.startsWith(`${accountPath}/`)) {
      await handleAccountPage(request, response, logto);
    } else if (path === consolePath) {
      await handleConsole(request, response, logto);
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

  return logto;
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
