import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { createAdapter } from './adapter';
import { clientMetadata, type LocalLogtoApp } from './application';
import { acrValues } from './authentication';
import { callApplication } from './backchannel';
import type { Catalog } from './catalog';
import { claimsByScope, claimsOf } from './claims';
import { grantEverything } from './grants';
import { interactionPath } from './interactions';
import { messagePage, signOutPage } from './pages';
import { describeResource, requestedOrganization } from './permissions';
import { renderError } from './render-error';
import type { LocalLogtoSettings } from './settings';
import { signInPolicy } from './sign-in-policy';
import type { State } from './state';

const day = 24 * 60 * 60;

/** Logto's own authorization parameters, in addition to those of OpenID Connect. */
const logtoParameters = [
  'first_screen',
  'identifier',
  'direct_sign_in',
  'one_time_token',
  'organization_id',
];

/** Claims of every ID token of the newest Logto. Logto 1.42 sends only `auth_time`, and only on request. */
const newestOpenidClaims = ['sub', 'acr', 'amr', 'auth_time'];

/**
 * Configures oidc-provider to behave as Logto does. Sets every function whose default prints a notice.
 *
 * @param port is part of the cookies' names, because browsers share cookies between ports
 */
export function configure(
  app: LocalLogtoApp,
  state: State,
  catalog: Catalog,
  settings: LocalLogtoSettings,
  port: number,
): Configuration {
  const { accounts } = state;
  const activeAccount = (id: string) => {
    const account = accounts.get(id);
    return account?.suspended === false ? account : undefined;
  };

  return {
    acrValues: settings.stepUp ? acrValues : [],
    adapter: createAdapter(() => clientMetadata(app, settings), settings, state),
    claims: settings.stepUp ? { ...claimsByScope, openid: newestOpenidClaims } : claimsByScope,
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
    extraParams: logtoParameters,
    extraTokenClaims(ctx, token) {
      const organizationId = requestedOrganization(ctx);
      const isResourceToken = token.aud !== undefined && !token.aud.toString().startsWith('urn:');
      return {
        ...(organizationId && isResourceToken && { organization_id: organizationId }),
        ...(settings.stepUp && authenticationOf(ctx)),
      };
    },
    features: {
      backchannelLogout: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (ctx, indicator) =>
          describeResource(ctx, indicator, accounts, catalog, settings),
      },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          ctx.body = signOutPage(form);
        },
        postLogoutSuccessSource(ctx) {
          ctx.body = messagePage('Signed out', 'You are signed out of Logto.', app.baseUrl);
        },
      },
    },
    fetch: callApplication,
    findAccount(_ctx, id) {
      const account = activeAccount(id);
      return account && { accountId: id, claims: (use) => claimsOf(account, use) };
    },
    interactions: {
      policy: signInPolicy(accounts, settings),
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
      Grant: 180 * day,
      IdToken: () => settings.lifetimes.idToken,
      Interaction: 60 * 60,
      RefreshToken: () => settings.lifetimes.refreshToken,
      Session: 14 * day,
    },
  };
}

/** Returns the claims about the sign-in that the code or refresh token comes from. A refresh doesn't change them. */
function authenticationOf({ oidc: { entities } }: KoaContextWithOIDC) {
  const source = entities.AuthorizationCode ?? entities.RefreshToken;
  return { acr: source?.acr, amr: source?.amr, auth_time: source?.authTime };
}
