import * as z from 'zod/mini';
import { AuthError } from '../errors';
import { appPaths } from '../paths';
import { acrPattern } from './authentication';

/**
 * What a link to sign in can ask Logto for. The names are those of the code; on the wire they keep
 * the standard's spelling (`login_hint`).
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest
 * @see https://docs.logto.io/end-user-flows/authentication-parameters
 */
export interface SignInOptions {
  /** Where to land afterwards: a path of this app. Default `/`. */
  returnTo?: string;
  /** The page Logto shows first. Default: its sign-in page. */
  firstScreen?:
    | 'sign_in'
    | 'register'
    | 'reset_password'
    | 'single_sign_on'
    | 'identifier:sign_in'
    | 'identifier:register';
  /** Which identifiers the first page offers; Logto heeds it together with `firstScreen`. */
  identifier?: ('username' | 'email' | 'phone')[];
  /** Fills the identifier field. */
  loginHint?: string;
  /** Skips Logto's page: `social:<target>` or `sso:<connector id>`. */
  directSignIn?: `social:${string}` | `sso:${string}`;
  /** Languages for Logto's pages, in order of preference (BCP 47). */
  uiLocales?: string[];
  /** Shows Logto's pages in this organization's branding. */
  organizationId?: string;
  /** Signs in with a token from Logto's Management API (a "magic link"). */
  oneTimeToken?: string;
  /**
   * `login`: ask for the password again. `none`: never ask, and fail where Logto would have to; such a
   * session has no refresh token, and lives as long as its ID token.
   */
  prompt?: 'login' | 'consent' | 'none';
  /** Ask again when the last sign-in at Logto is older than this, in seconds. */
  maxAge?: number;
  /** Levels of assurance of which one must be met, the preferred one first, e.g. `urn:logto:acr:mfa`. */
  acrValues?: string[];
}

const listOf = (values: string[]) =>
  z.string().check(z.refine((value) => value.split(' ').every((word) => values.includes(word))));

const matching = (pattern: RegExp) => z.string().check(z.regex(pattern));

/** Each wire parameter that Logto gets, and the values it can have. `return_to` stays with us. */
const wireSchema = z.partial(
  z.object({
    first_screen: z.enum([
      'sign_in',
      'register',
      'reset_password',
      'single_sign_on',
      'identifier:sign_in',
      'identifier:register',
    ]),
    identifier: listOf(['username', 'email', 'phone']),
    login_hint: matching(/^[^\p{Cc}]{1,256}$/u),
    direct_sign_in: matching(/^(social|sso):[\w.-]{1,128}$/),
    ui_locales: matching(/^[a-z]{2,8}(-[a-z0-9]{1,8})*( [a-z]{2,8}(-[a-z0-9]{1,8})*){0,9}$/i),
    organization_id: matching(/^[\w-]{1,128}$/),
    one_time_token: matching(/^[\w.~-]{1,512}$/),
    // `none` stands alone: https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest
    prompt: z.union([z.literal('none'), listOf(['login', 'consent'])]),
    max_age: matching(/^\d{1,9}$/),
    acr_values: z.string().check(
      z.maxLength(512),
      z.refine((value) => value.split(' ').every((word) => acrPattern.test(word))),
    ),
  }),
);

/** Checked parameters for Logto's authorization endpoint, in their wire spelling. */
export type SignInParameters = z.infer<typeof wireSchema>;

/**
 * Checks the query of a request to sign in. Unknown parameters are dropped.
 *
 * @throws {AuthError} `invalid_request` when a known one has an impossible value, or stands there twice
 */
export function parseSignInQuery(query: URLSearchParams): SignInParameters {
  const values = Object.fromEntries(
    [...new Set(query.keys())].map((key) => {
      const all = query.getAll(key);
      return [key, all.length === 1 ? all[0] : all];
    }),
  );
  const result = wireSchema.safeParse(values);
  if (!result.success) throw new AuthError('invalid_request', { cause: result.error });
  return result.data;
}

/** The link that signs a user in: an ordinary `<a href>`, no script needed. */
export function signInPath(options: SignInOptions = {}): string {
  const query = new URLSearchParams();
  const set = (key: string, value: string | undefined) => {
    if (value) query.set(key, value);
  };
  set('return_to', options.returnTo);
  set('first_screen', options.firstScreen);
  set('identifier', options.identifier?.join(' '));
  set('login_hint', options.loginHint);
  set('direct_sign_in', options.directSignIn);
  set('ui_locales', options.uiLocales?.join(' '));
  set('organization_id', options.organizationId);
  set('one_time_token', options.oneTimeToken);
  set('prompt', options.prompt);
  set('max_age', options.maxAge?.toString());
  set('acr_values', options.acrValues?.join(' '));
  return query.size > 0 ? `${appPaths.signIn}?${query.toString()}` : appPaths.signIn;
}
