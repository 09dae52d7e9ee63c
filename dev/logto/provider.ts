import Provider, {
  errors,
  type Configuration,
  type ErrorOut,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { z } from 'zod';
import { createAdapter } from './adapter';
import { claimsByScope, claimsOf } from './claims';
import { interactionPath } from './interactions';
import type { LogtoData } from './options';
import { messagePage, signOutPage } from './pages';
import {
  describeResource,
  grantEverything,
  prepareOrganizationToken,
  requestedOrganization,
} from './permissions';
import { acrValues, signInPolicy } from './sign-in-policy';

/** Path below which Logto serves OpenID Connect; part of the issuer. */
export const mountPath = '/oidc';

const day = 24 * 60 * 60;

/** Errors that Logto sends as JSON, also to browsers. */
const alwaysJson = ['invalid_redirect_uri', 'invalid_client'];

/** The OpenID provider itself, silent, for requests whose path starts with `/oidc`. */
export function createProvider(logto: LogtoData): Provider {
  const provider = new Provider(`${logto.endpoint}${mountPath}`, configure(logto));
  provider.silent = true;

  provider.use(async (ctx, next) => {
    ctx.mountPath = mountPath;
    ctx.path = ctx.path.slice(mountPath.length) || '/';
    if (ctx.path === '/jwks') ctx.set('Cache-Control', 'no-cache');
    await next();
    const { data: body } = z.looseObject({ error: z.string() }).safeParse(ctx.body);
    if (ctx.status >= 400 && body) ctx.body = { code: `oidc.${body.error}`, ...body };
  });
  return provider;
}

/** Configures oidc-provider to behave as Logto does. Sets every function whose default prints a notice. */
function configure(logto: LogtoData): Configuration {
  const { endpoint, app, accounts, settings, state } = logto;
  // The port is part of the cookies' names, because browsers share cookies between ports.
  const { port } = new URL(endpoint);
  return {
    acrValues: settings.stepUp ? acrValues : [],
    adapter: createAdapter(logto),
    // The newest Logto sends all of these claims. Logto 1.42 sends only `auth_time`, and only on request.
    claims: settings.stepUp
      ? { ...claimsByScope, openid: ['sub', 'acr', 'amr', 'auth_time'] }
      : claimsByScope,
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    clientBasedCORS: () => false,
    clientDefaults: { id_token_signed_response_alg: 'ES384' },
    clockTolerance: 0,
    conformIdTokenClaims: false,
    cookies: {
      keys: [state.secretFor('cookies')],
      names: {
        session: `_session_${port}`,
        interaction: `_interaction_${port}`,
        resume: `_interaction_resume_${port}`,
      },
    },
    enabledJWA: { idTokenSigningAlgValues: ['ES384'] },
    extraParams: 'first_screen identifier direct_sign_in one_time_token organization_id'.split(' '),
    extraTokenClaims(ctx, { aud }) {
      const organizationId = requestedOrganization(ctx);
      const isResourceToken = aud !== undefined && !aud.toString().startsWith('urn:');
      return {
        ...(organizationId && isResourceToken && { organization_id: organizationId }),
        ...(settings.stepUp && authenticationOf(ctx)),
      };
    },
    features: {
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      introspection: { enabled: true, allowedPolicy: isOwnToken },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo(ctx, indicator) {
          const id = ctx.oidc.session?.accountId ?? ctx.oidc.account?.accountId ?? '';
          return describeResource(ctx, indicator, accounts.get(id), logto);
        },
      },
      revocation: { enabled: true, allowedPolicy: isOwnToken },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          ctx.body = signOutPage(form);
        },
        postLogoutSuccessSource(ctx) {
          const message = 'You are signed out of Logto.';
          ctx.body = messagePage(200, 'Signed out', message, app.baseUrl).body;
        },
      },
    },
    fetch: callApplication,
    // A refresh first knows its token and its user here, before the token is rotated.
    findAccount(ctx, id, token) {
      const account = accounts.get(id);
      if (!account || account.suspended) return undefined;
      if (token?.kind === 'RefreshToken' && token.isValid)
        prepareOrganizationToken(ctx, account, token.scopes);
      return { accountId: id, claims: (use) => claimsOf(account, use, state.organizations) };
    },
    interactions: {
      policy: signInPolicy(logto),
      url: (_ctx, interaction) => interactionPath(interaction.uid),
    },
    jwks: { keys: [state.signingKey] },
    loadExistingGrant: grantEverything,
    pkce: { required: () => true },
    renderError: (ctx, out, error) => {
      renderError(ctx, out, error, app.baseUrl);
    },
    responseTypes: ['code'],
    rotateRefreshToken: ({ oidc }) =>
      settings.rotation === 'always' || (oidc.refreshToken?.ttlPercentagePassed() ?? 0) >= 70,
    scopes: ['openid', 'offline_access', ...Object.keys(claimsByScope)],
    ttl: {
      AccessToken: (_ctx, token) =>
        token.resourceServer?.accessTokenTTL ?? settings.lifetimes.accessToken,
      AuthorizationCode: 60,
      ClientCredentials: () => settings.lifetimes.accessToken,
      Grant: 180 * day,
      IdToken: () => settings.lifetimes.idToken,
      Interaction: 60 * 60,
      RefreshToken: () => settings.lifetimes.refreshToken,
      Session: 14 * day,
    },
  };
}

const isOwnToken = (
  _ctx: KoaContextWithOIDC,
  client: { clientId: string },
  token: { clientId?: string | undefined },
) => token.clientId === client.clientId;

/** Returns the claims about the sign-in that the code or refresh token comes from. A refresh doesn't change them. */
function authenticationOf({ oidc: { entities } }: KoaContextWithOIDC) {
  const source = entities.AuthorizationCode ?? entities.RefreshToken;
  return { acr: source?.acr, amr: source?.amr, auth_time: source?.authTime };
}

/**
 * Calls the application for a back-channel logout. A failed call rejects, and oidc-provider emits
 * `backchannel.error`.
 */
async function callApplication(input: string | URL | Request, init?: RequestInit) {
  // oidc-provider's own dispatcher refuses loopback addresses.
  const options = { ...init, dispatcher: undefined };
  const response = await fetch(input, options);
  // An unread answer would keep the connection open.
  await response.body?.cancel();
  return response;
}

/** Shows an error that can't be sent to the application: a page for browsers, otherwise JSON, as Logto does. */
function renderError(ctx: KoaContextWithOIDC, out: ErrorOut, error: Error, appUrl: string): void {
  if (alwaysJson.includes(out.error) || ctx.accepts('json', 'html') !== 'html') {
    ctx.body = out;
    return;
  }
  const [title, message] =
    error instanceof errors.SessionNotFound
      ? [
          'This sign-in has expired',
          'It may be already finished. Start again from the application.',
        ]
      : ['Something went wrong', `Logto refused the request (${out.error}).`];
  ctx.type = 'html';
  ctx.body = messagePage(ctx.status, title, message, appUrl).body;
}
