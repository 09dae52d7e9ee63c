import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { accountPath, handleAccountPage } from './account-pages';
import { consolePath, handleConsole } from './console';
import { avatarSvg } from './html';
import { send, setSecurityHeaders, type Answer } from './http';
import { handleInteraction } from './interactions';
import { apiPath, handleApi } from './management/api';
import { withDefaults, type LocalLogto, type LocalLogtoOptions } from './options';
import { messagePage } from './pages';
import { catalogFor } from './permissions';
import { createProvider, mountPath } from './provider';
import { State } from './state';
import { Management } from './webhooks';

export type { Account, Accounts } from './accounts';
export { requestedScopes as demoScopes } from './permissions';
export { demoAccounts, demoResources } from './seed';
export type { LocalLogto, LocalLogtoOptions, LocalLogtoSettings } from './options';

/**
 * Starts a local Logto on loopback, with demo accounts.
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
  const machine = { id: 'local-machine-app', secret: state.secretFor('machine application') };
  const data = {
    endpoint,
    app,
    machine,
    settings,
    state,
    accounts,
    catalog: catalogFor(requested),
  };
  const provider = createProvider(data);
  const oidc = provider.callback();
  const appUrl = app.baseUrl;
  const urls = [`${app.localUrl ?? appUrl}/api/logto/webhook`, options.webhookUrl ?? []].flat();
  const hook =
    webhookSigningKey === undefined ? undefined : { urls, signingKey: webhookSigningKey };
  const management = new Management(accounts, hook);
  const logto = { ...data, management, provider, server, close: () => close(server) };

  const answer = async (
    request: http.IncomingMessage,
    response: http.ServerResponse,
  ): Promise<Answer | undefined> => {
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    const isBelow = (parent: string) => path === parent || path.startsWith(`${parent}/`);
    setSecurityHeaders(response, appUrl);
    if (isBelow('/interaction')) return handleInteraction(request, response, logto);
    if (isBelow(accountPath)) return handleAccountPage(request, response, logto);
    if (isBelow(consolePath)) return handleConsole(request, path, logto);
    if (path === '/api/.well-known/account-center') {
      const body = JSON.stringify({ enabled: settings.accountCenter });
      return { status: 200, headers: { 'Content-Type': 'application/json' }, body };
    }
    if (isBelow(apiPath)) return handleApi(request, logto);
    const avatar = /^\/avatar\/(\w+)\.svg$/.exec(path)?.[1];
    if (avatar !== undefined)
      return { status: 200, headers: { 'Content-Type': 'image/svg+xml' }, body: avatarSvg(avatar) };
    if (isBelow(mountPath)) {
      await oidc(request, response);
      return undefined;
    }
    const words = 'This is a local Logto. Sign in from the application.';
    return messagePage(404, 'Page not found', words, appUrl);
  };

  state.save();
  server.on('request', (request, response) => {
    response.on('close', () => {
      state.save();
    });
    // Deferred, so that other listeners see the original URL: oidc-provider changes it.
    queueMicrotask(() => {
      answer(request, response).then(
        (given) => {
          if (given) send(response, given);
        },
        () => {
          if (response.headersSent) response.destroy();
          else send(response, messagePage(500, 'Something went wrong', 'Try again.', appUrl));
        },
      );
    });
  });

  return logto;
}

async function listen(server: http.Server, port: number): Promise<number> {
  server.listen(port, 'localhost');
  await once(server, 'listening').catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const message =
      code === 'EADDRINUSE'
        ? `Port ${port} on localhost is already taken. Stop the program that uses it, or choose another port for the local Logto.`
        : `The local Logto could not listen on localhost:${port}.`;
    throw Object.assign(new Error(message, { cause }), { code });
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
