import {
  AuthorizationResponseError,
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
  // OpenID Connect Core Error Code unmet_authentication_requirements 1.0
  unmet_authentication_requirements: 'step_up_unmet',
  // RFC 8707, 2
  invalid_target: 'invalid_target',
};

/**
 * What an error of openid-client or jose means to the app. An error that is ours already passes
 * unchanged, also where one of them has wrapped it.
 *
 * @param challenge what a 401 with `WWW-Authenticate` means at the endpoint that was asked
 */
export function toAuthError(
  error: unknown,
  challenge: AuthErrorCode = 'client_refused',
): AuthError {
  const ours = causesOf(error).find((cause) => cause instanceof AuthError);
  if (ours) return ours;
  return new AuthError(toCode(error, challenge), { cause: error });
}

function toCode(error: unknown, challenge: AuthErrorCode): AuthErrorCode {
  if (causesOf(error).some(isTrouble)) return 'provider_unreachable';
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
    return codesByError[error.error] ?? 'request_refused';
  if (error instanceof WWWAuthenticateChallengeError) return challenge;
  return 'invalid_response';
}

/** An error, what caused it, what caused that, and so on: openid-client wraps what went wrong. */
function causesOf(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [error];
}

/** Whether the network or an overloaded server is to blame: the same request may work later. */
function isTrouble(cause: unknown): boolean {
  if (
    cause instanceof Response ||
    cause instanceof ResponseBodyError ||
    cause instanceof WWWAuthenticateChallengeError
  )
    return cause.status >= 500 || cause.status === 429;
  // Logto's keys: no answer in time, or none that is a success.
  if (hasCode(cause, 'ERR_JWKS_TIMEOUT')) return true;
  if (hasCode(cause, 'ERR_JOSE_GENERIC')) return !cause.cause;
  if (cause instanceof DOMException)
    return cause.name === 'TimeoutError' || cause.name === 'AbortError';
  // `fetch` fails with a TypeError that has the network's error as its cause.
  return cause instanceof TypeError && cause.cause !== undefined;
}

/**
 * Whether this is jose's error with this code. By its code: the key set is shared by bundles that each have a jose,
 * and classes, of their own.
 */
export function hasCode(error: unknown, code: `ERR_J${string}`): error is Error {
  return error instanceof Error && 'code' in error && error.code === code;
}
