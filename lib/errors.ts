/**
 * All ways in which a sign-in, a session or a request to Logto can fail. The codes are stable: the error page's address
 * and JSON answers contain them. `app/auth-error/words.ts` has the messages.
 */
export const authErrorCodes = [
  'invalid_request', // A sign-in parameter has an impossible value.
  'sign_in_expired', // The callback matches no sign-in in progress in this browser.
  'access_denied', // The user declined, or Logto refused.
  'login_required', // A silent sign-in (`prompt=none`) was not possible.
  'request_refused', // Logto refused the authorization request for another reason.
  'invalid_target', // The resource is not in `LOGTO_RESOURCES`, or Logto doesn't know it.
  'code_refused', // Logto doesn't accept the authorization code, or it was already used.
  'client_refused', // Logto doesn't accept the app's id or secret.
  'sign_in_hook_failed', // The owner's `onSignIn` in `app/auth-events.ts` has thrown an error.
  'session_refused', // Logto no longer accepts the session's access token.
  'invalid_response', // Logto's answer is malformed, or fails a check of the specification.
  'provider_unreachable', // Logto can't be reached, takes too long, or is overloaded.
  'signed_out_here_only', // Signed out here, but Logto could not be notified.
  'session_ended', // Logto no longer accepts the refresh token: the session has ended.
  'session_replaced', // The browser has signed out or in again since it sent this request.
  'session_too_large', // The session doesn't fit into its cookies.
  'offline_access_missing', // The session has no refresh token, so it can't get further access tokens.
  'not_found', // Logto has nothing with this id.
  'already_exists', // Logto has it already, for example an invitation for the same address.
  'not_set_up', // Logto lacks something that this needs, for example a way to send e-mail.
  'forbidden', // The user lacks a role or permission, or isn't a member of an organization.
  'step_up_required', // This needs a more recent sign-in, or one with a further factor.
  'step_up_unmet', // Logto did not confirm the recent or strong sign-in that was requested.
  'acr_unsupported', // Logto doesn't know the requested level of assurance.
  'cross_origin', // A request that changes something was not sent by a page of this app.
  'unavailable', // Redis or (for an API) Logto's keys can't be reached, or another request held a lock for too long.
  'not_authenticated', // No user is signed in.
  'unexpected', // A defect of the app itself.
] as const;

export type AuthErrorCode = (typeof authErrorCodes)[number];

/** `instanceof` looks for this symbol, because each bundle has its own copy of the class. */
const brand = Symbol.for('logto-next-starter.AuthError');

interface Options extends ErrorOptions {
  sizes?: Readonly<Record<string, number>>; // in bytes; like `cause`, for the log only
  answer?: Readonly<Record<string, string>>; // further members of a JSON answer, beside the code
}

/** The error class of `lib/`: `code` identifies the failure. */
export class AuthError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && brand in value;
  }

  override readonly name = 'AuthError';
  readonly [brand] = true;
  readonly sizes;
  readonly answer;

  constructor(
    readonly code: AuthErrorCode,
    { sizes, answer, ...options }: Options = {},
  ) {
    super(code, options);
    this.sizes = sizes;
    this.answer = answer;
  }
}

/** Returns the stable code of an error: `unexpected` unless it is an {@link AuthError}. */
export function codeOf(error: unknown): AuthErrorCode {
  return error instanceof AuthError ? error.code : 'unexpected';
}

/** Returns whether the same request may succeed later. */
export function isTransient(error: unknown): error is AuthError {
  return ['provider_unreachable', 'unavailable'].includes(codeOf(error));
}
