import 'server-only';
import * as oidc from 'openid-client';
import { getConfig } from '../config';
import { appPaths } from '../paths';
import { AuthError } from '../errors';
import { meetsAuthentication } from './authentication';
import { getClient } from './client';
import { toAuthError } from './errors';
import { getKeySet } from './key-set';
import type { SignInParameters } from './sign-in-options';
import { toTokens, type Tokens } from './tokens';

/** The resource that stands for all organizations; without it Logto issues no organization token. */
const organizationsResource = 'urn:logto:resource:organizations';

/** What must be remembered between the request to Logto and the callback, to check the answer by. */
export interface PendingSignIn {
  state: string;
  nonce: string;
  codeVerifier: string;
  redirectUri: string;
  /** Seconds; where `max_age` was asked for, the ID token must prove it. */
  maxAge?: number;
  /** The levels of assurance that were asked for, of which one should be met. */
  acrValues?: string;
}

/**
 * Builds the authorization request: code flow with PKCE, `state` and `nonce`, for every scope and
 * resource that is configured. Logto issues a refresh token only where `prompt` has `consent`; its
 * own applications show no consent page for it.
 *
 * @throws {AuthError} `provider_unreachable`, `invalid_response`; `acr_unsupported` where Logto knows none of
 *   the levels that are asked for
 * @see https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest
 * @see https://www.rfc-editor.org/rfc/rfc7636#section-4.3
 * @see https://www.rfc-editor.org/rfc/rfc8707#section-2.1
 */
export async function startSignIn(
  parameters: SignInParameters,
): Promise<{ url: URL; pending: PendingSignIn }> {
  const client = await getClient();
  const { baseUrl, scopes, resources } = getConfig();
  const { max_age: maxAge, acr_values: acrValues } = parameters;
  if (acrValues !== undefined && !isSupported(client, acrValues))
    throw new AuthError('acr_unsupported');
  const pending: PendingSignIn = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    codeVerifier: oidc.randomPKCECodeVerifier(),
    redirectUri: `${baseUrl}${appPaths.callback}`,
    ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
    ...(acrValues === undefined ? {} : { acrValues }),
  };
  const query = new URLSearchParams({
    redirect_uri: pending.redirectUri,
    scope: scopes.join(' '),
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pending.codeVerifier),
    code_challenge_method: 'S256',
  });
  for (const resource of [...resources, organizationsResource]) query.append('resource', resource);
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) query.set(name, value);
  query.set('prompt', withConsent(parameters.prompt));
  return { url: oidc.buildAuthorizationUrl(client, query), pending };
}

function isSupported(client: oidc.Configuration, acrValues: string): boolean {
  const { acr_values_supported: supported } = client.serverMetadata();
  return acrValues.split(' ').some((acr) => Array.isArray(supported) && supported.includes(acr));
}

const withConsent = (prompt: string | undefined) =>
  prompt === 'none' ? prompt : [...new Set([...(prompt?.split(' ') ?? []), 'consent'])].join(' ');

/**
 * Checks Logto's answer and exchanges its code: `state`, `iss` (RFC 9207), the ID token's signature,
 * `iss`, `aud`, `azp`, `exp`, `nonce`, and `auth_time` where `max_age` was asked for. Whether a level of
 * assurance was met is for the caller to look at: an answer without it is a good one, too.
 *
 * @param answer the callback's query
 * @throws {AuthError} `step_up_unmet`, `access_denied`, `login_required`, `request_refused`, `invalid_target`,
 *   `code_refused`, `client_refused`, `invalid_response`, `provider_unreachable`
 * @see https://openid.net/specs/openid-connect-core-1_0.html#TokenResponseValidation
 * @see https://www.rfc-editor.org/rfc/rfc9207#section-2.4
 */
export async function finishSignIn(
  answer: URLSearchParams,
  pending: PendingSignIn,
): Promise<Tokens> {
  try {
    // The address that Logto answered to is the one it was given, whatever host the request names.
    const callbackUrl = new URL(pending.redirectUri);
    callbackUrl.search = answer.toString();
    await getKeySet();
    const response = await oidc.authorizationCodeGrant(await getClient(), callbackUrl, {
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      pkceCodeVerifier: pending.codeVerifier,
      idTokenExpected: true,
    });
    const tokens = await toTokens(response);
    const { maxAge } = pending;
    if (maxAge !== undefined && !meetsAuthentication(tokens.authentication, { maxAge }))
      throw new AuthError('step_up_unmet');
    return tokens;
  } catch (error) {
    throw toAuthError(error);
  }
}
