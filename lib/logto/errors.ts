import * as oidc from 'openid-client';
import { AuthError, type AuthErrorCode } from '../errors';

/** The error codes of RFC 6749, OpenID Connect Core and RFC 8707, in answers from Logto. */
const codesByError: Record<string, AuthErrorCode> = {
  access_denied: 'access_denied',
  server_error: 'provider_unreachable',
  temporarily_unavailable: 'provider_unreachable',
  invalid_client: 'client_refused',
  unauthorized_client: 'client_refused',
  invalid_grant: 'code_refused',
  login_required: 'login_required',
  interaction_required: 'login_required',
  consent_required: 'login_required',
  account_selection_required: 'login_required',
  unmet_authentication_requirements: 'step_up_unmet',
  invalid_target: 'invalid_target',
};

/**
 * Converts an error of openid-client, jose or zod. An AuthError that one of them has wrapped is returned unchanged.
 * @param challenge the meaning of a 401 with `WWW-Authenticate` at the requested endpoint
 */
export function toAuthError(error: unknown, challenge: AuthErrorCode = 'client_refused') {
  const causes = causesOf(error);
  for (const cause of causes) if (cause instanceof AuthError) return cause;
  const code = causes.some(isOutage) ? 'provider_unreachable' : codeOf(error, challenge);
  return new AuthError(code, { cause: error });
}

export function throwAuthError(error: unknown): never {
  throw toAuthError(error);
}

function codeOf(error: unknown, challenge: AuthErrorCode): AuthErrorCode {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError)
    return codesByError[error.error] ?? 'request_refused';
  return error instanceof oidc.WWWAuthenticateChallengeError ? challenge : 'invalid_response';
}

/** Returns the error, its cause, the cause's cause, and so on: openid-client wraps errors. */
function causesOf(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [error];
}

/** Returns whether the network or an overloaded server caused an error: the same request may work later. */
function isOutage(cause: unknown): boolean {
  // A response, or an error of openid-client about one.
  const status = cause instanceof Object && 'status' in cause ? Number(cause.status) : 0;
  if (status >= 500 || status === 429) return true;
  if (cause instanceof DOMException) return ['TimeoutError', 'AbortError'].includes(cause.name);
  // Logto's keys: no answer in time, or a status other than 200.
  if (hasCode(cause, 'ERR_JOSE_GENERIC')) return !cause.cause;
  if (hasCode(cause, 'ERR_JWKS_TIMEOUT')) return true;
  // `fetch` fails with a TypeError that has the network's error as its cause.
  return cause instanceof TypeError && cause.cause !== undefined;
}

/** Returns whether this is jose's error with this code. Classes differ by bundle, and bundles share the key set. */
export function hasCode(error: unknown, code: `ERR_J${string}`): error is Error {
  return error instanceof Error && 'code' in error && error.code === code;
}
