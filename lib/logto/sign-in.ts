import 'server-only';
import * as oidc from 'openid-client';
import { getConfig } from '../config';
import { AuthError } from '../errors';
import { appPaths } from '../paths';
import { meetsAuthentication } from './authentication';
import { getClient } from './client';
import { toAuthError } from './errors';
import { getKeySet } from './jwt';
import type { SignInParameters } from './sign-in-options';
import { toTokens, type Tokens } from './tokens';

/** The values of an authorization request that are needed to check its answer. */
export interface PendingSignIn {
  state: string;
  nonce: string;
  codeVerifier: string;
  redirectUri: string;
  maxAge?: number; // in seconds
  acrValues?: string;
}

/**
 * Builds the authorization request: code flow with PKCE, `state` and `nonce`, for all configured scopes and resources.
 * @throws {AuthError} `provider_unreachable`, `invalid_response`; `acr_unsupported` if Logto knows none of the levels
 */
export async function startSignIn(parameters: SignInParameters) {
  const client = await getClient();
  const { baseUrl, scopes, resources } = getConfig();
  const { max_age: maxAge, acr_values: acrValues } = parameters;
  const { acr_values_supported: supported } = client.serverMetadata();
  const isSupported = (acr: string) => Array.isArray(supported) && supported.includes(acr);
  if (acrValues?.split(' ').some(isSupported) === false) throw new AuthError('acr_unsupported');
  const pending: PendingSignIn = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    codeVerifier: oidc.randomPKCECodeVerifier(),
    redirectUri: `${baseUrl}${appPaths.callback}`,
    ...(maxAge !== undefined && { maxAge: Number(maxAge) }),
    ...(acrValues !== undefined && { acrValues }),
  };
  const query = new URLSearchParams({
    ...parameters,
    redirect_uri: pending.redirectUri,
    scope: scopes.join(' '),
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pending.codeVerifier),
    code_challenge_method: 'S256',
    prompt: withConsent(parameters.prompt),
  });
  // Without the last one, Logto issues no organization tokens.
  for (const resource of [...resources, 'urn:logto:resource:organizations'])
    query.append('resource', resource);
  return { url: oidc.buildAuthorizationUrl(client, query), pending };
}

/** Logto issues a refresh token only for `consent`, and shows no consent page for its own applications. */
const withConsent = (prompt = '') =>
  prompt === 'none' ? prompt : [...new Set(`${prompt} consent`.trim().split(' '))].join(' ');

/**
 * Checks the callback's query and exchanges its code: `state`, `iss` (RFC 9207), the ID token's signature, `iss`,
 * `aud`, `azp`, `exp`, `nonce`, and `auth_time` if `max_age` was requested. The caller checks `acr`: an answer is valid
 * without it.
 * @throws {AuthError} `step_up_unmet`, `access_denied`, `login_required`, `request_refused`, `invalid_target`,
 *   `code_refused`, `client_refused`, `invalid_response`, `provider_unreachable`
 * @see https://openid.net/specs/openid-connect-core-1_0.html#TokenResponseValidation
 */
export async function finishSignIn(
  answer: URLSearchParams,
  { state, nonce, codeVerifier, redirectUri, maxAge }: PendingSignIn,
): Promise<Tokens> {
  try {
    // The redirect URI as it was sent to Logto: the host of the request can't be trusted.
    const callbackUrl = new URL(redirectUri);
    callbackUrl.search = answer.toString();
    await getKeySet();
    const response = await oidc.authorizationCodeGrant(await getClient(), callbackUrl, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    });
    const tokens = await toTokens(response);
    if (maxAge !== undefined && !meetsAuthentication(tokens.claims, { maxAge }))
      throw new AuthError('step_up_unmet');
    return tokens;
  } catch (error) {
    throw toAuthError(error);
  }
}
