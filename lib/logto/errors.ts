import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { AuthError, type AuthErrorCode } from '../errors';

/** Error codes of the specifications, in answers of the authorization and token endpoints. */
const codesByError: Record<string, AuthErrorCode> = {
  // RFC 6749, 4.1.2.1 and 5.2
  access_denied: 'access_denied',
  server_error: 'provider_unreachable',
  temporarily_unavailable: 'provider_unreachable',
  invalid_client: 'client_refused',
  unauthorized_client: 'client_refused',
  invalid_grant: 'code_refused',
  // OpenID Connect Core 1.0, 3.1.2.6
  login_required: 'login_required',
  interaction_required: 'login_required',
  consent_required: 'login_required',
  account_selection_required: 'login_required',
  // RFC 8707, 2
  invalid_target: 'invalid_target',
};

/**
 * What an error of openid-client means to the app. Errors that are ours already pass unchanged.
 *
 * @param challenge what a 401 with `WWW-Authenticate` means at the endpoint that was asked
 */
export function toAuthError(
  error: unknown,
  challenge: AuthErrorCode = 'client_refused',
): AuthError {
  if (error instanceof AuthError) return error;
  return new AuthError(codeOf(error, challenge), { cause: error });
}

function codeOf(error: unknown, challenge: AuthErrorCode): AuthErrorCode {
  if (error instanceof AuthorizationResponseError)
    return codesByError[error.error] ?? 'request_refused';
  if (error instanceof ResponseBodyError) {
    return isOverloaded(error.status)
      ? 'provider_unreachable'
      : (codesByError[error.error] ?? 'request_refused');
  }
  if (error instanceof WWWAuthenticateChallengeError)
    return isOverloaded(error.status) ? 'provider_unreachable' : challenge;
  if (error instanceof ClientError) {
    if (error.code === 'OAUTH_TIMEOUT' || error.code === 'OAUTH_ABORT')
      return 'provider_unreachable';
    // openid-client's cause of an unexpected status is the response itself.
    return error.cause instanceof Response && isOverloaded(error.cause.status)
      ? 'provider_unreachable'
      : 'invalid_response';
  }
  // A failed `fetch`, also one cut off in the middle, is a TypeError with the network's error as its cause.
  return error instanceof TypeError && error.cause !== undefined
    ? 'provider_unreachable'
    : 'invalid_response';
}

const isOverloaded = (status: number) => status >= 500 || status === 429;
