import type { LocalLogtoApp } from './application';
import type { Catalog } from './catalog';
import { configure } from './configuration';
import { LogtoProvider } from './provider-grants';
import type { LocalLogtoSettings } from './settings';
import type { State } from './state';

/** Path below which Logto serves OpenID Connect; part of the issuer. */
export const mountPath = '/oidc';

/** The OpenID provider itself, silent, for requests whose path starts with `/oidc`. */
export function createProvider(
  endpoint: string,
  app: LocalLogtoApp,
  state: State,
  catalog: Catalog,
  settings: LocalLogtoSettings,
): LogtoProvider {
  const port = Number(new URL(endpoint).port);
  const configuration = configure(app, state, catalog, settings, port);
  const provider = new LogtoProvider(`${endpoint}${mountPath}`, configuration, state.accounts);
  provider.silent = true;

  provider.use(async (ctx, next) => {
    ctx.mountPath = mountPath;
    ctx.path = ctx.path.slice(mountPath.length) || '/';
    if (ctx.path === '/jwks') ctx.set('Cache-Control', 'no-cache');
    await next();
    const body: unknown = ctx.body;
    if (ctx.status >= 400 && isError(body)) ctx.body = { code: `oidc.${body.error}`, ...body };
  });
  return provider;
}

function isError(body: unknown): body is { error: string } {
  return (
    typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string'
  );
}
