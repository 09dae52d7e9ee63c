/**
 * Every way a sign-in, a session or a request to Logto can fail. The codes are stable: they stand in
 * the error page's address and in JSON answers. Their words are in `app/auth-error/words.ts`.
 */
export const authErrorCodes = [
  /** A sign-in parameter has an impossible value. */
  'invalid_request',
  /** The callback belongs to no sign-in this browser has under way. */
  'sign_in_expired',
  /** The user declined, or Logto refused. */
  'access_denied',
  /** A silent sign-in (`prompt=none`) was not possible. */
  'login_required',
  /** Logto refused the authorization request for another reason. */
  'request_refused',
  /** Logto doesn't know one of `LOGTO_RESOURCES`. */
  'invalid_target',
  /** Logto doesn't accept the authorization code, or not again. */
  'code_refused',
  /** Logto doesn't accept the app's id or secret. */
  'client_refused',
  /** Logto doesn't accept the session's access token any more. */
  'session_refused',
  /** Logto's answer is malformed, or fails a check of the specification. */
  'invalid_response',
  /** Logto can't be reached, takes too long, or is overloaded. */
  'provider_unreachable',
  /** Signed out here, but Logto couldn't be told. */
  'signed_out_here_only',
  /** Logto doesn't accept the refresh token any more: the session is over. */
  'session_ended',
  /** The browser has signed out, or in anew, since it sent this request. */
  'session_replaced',
  /** The session doesn't fit into its cookies. */
  'session_too_large',
  /** The session has no refresh token, so it can't get further access tokens. */
  'offline_access_missing',
  /** The user lacks a role, or isn't a member of an organization. */
  'forbidden',
  /** The user must sign in anew, or with a further factor, before this can be done. */
  'step_up_required',
  /** Asked to, Logto did not confirm a sign-in that is recent or strong enough. */
  'step_up_unmet',
  /** Logto doesn't know the level of assurance that is asked for. */
  'acr_unsupported',
  /** A request that changes something was not sent by a page of this app. */
  'cross_origin',
  /** Redis can't be reached, or, for an API, Logto's keys can't be had. */
  'unavailable',
  /** Nobody is signed in. */
  'not_authenticated',
  /** A defect of the app itself. */
  'unexpected',
] as const;

/** One of {@link authErrorCodes}. */
export type AuthErrorCode = (typeof authErrorCodes)[number];

/**
 * The one error class of `lib/`. `code` says what happened; `cause` and `sizes` (in bytes) have the
 * details, for logs only: nothing in them is meant for a page. `answer` is what a script is told besides the code.
 */
export class AuthError extends Error {
  /**
   * Compares by name: Next bundles pages and routes apart, so this class exists several times, and what is
   * process-wide (the connection to Redis, a renewal that several wait for) throws that of whoever made it.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'AuthError';
  }

  readonly code: AuthErrorCode;

  readonly sizes: Readonly<Record<string, number>>;

  readonly answer: Readonly<Record<string, string>>;

  constructor(
    code: AuthErrorCode,
    options: ErrorOptions & {
      sizes?: Record<string, number>;
      answer?: Record<string, string>;
    } = {},
  ) {
    super(code, options);
    this.name = 'AuthError';
    this.code = code;
    this.sizes = options.sizes ?? {};
    this.answer = options.answer ?? {};
  }
}

/** The stable code for an error; for what isn't an {@link AuthError}, `unexpected`. */
export function codeOf(error: unknown): AuthErrorCode {
  return error instanceof AuthError ? error.code : 'unexpected';
}

/** Whether the same request may well succeed later. */
export function isTransient(error: unknown): error is AuthError {
  return (
    error instanceof AuthError &&
    (error.code === 'provider_unreachable' || error.code === 'unavailable')
  );
}
