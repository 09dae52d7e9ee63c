import * as z from 'zod';
import { AuthError } from '../errors';
import { acrPattern } from './authentication';
import { organizationIdPattern } from './token-target';

/** The pages that Logto can show first. */
const firstScreens = [
  'sign_in',
  'register',
  'reset_password',
  'single_sign_on',
  'identifier:sign_in',
  'identifier:register',
] as const;

/**
 * The parameters of a sign-in, all optional. In the query they are written in snake case, a list with spaces:
 * `uiLocales: ['de', 'en']` is `ui_locales=de+en`. The schema below has the values that each can have.
 * @see https://docs.logto.io/end-user-flows/authentication-parameters
 */
export interface SignInOptions {
  /** The path of this app where the user lands afterwards. Default `/`. */
  returnTo?: string;
  firstScreen?: (typeof firstScreens)[number];
  /** The identifiers that the first page offers; Logto ignores it without `firstScreen`. */
  identifier?: ('username' | 'email' | 'phone')[];
  loginHint?: string;
  /** Skips Logto's page: the target of a social connector, or the id of an enterprise connector. */
  directSignIn?: `social:${string}` | `sso:${string}`;
  /** Languages for Logto's pages, in order of preference (BCP 47). */
  uiLocales?: string[];
  /** Shows Logto's pages in this organization's branding. */
  organizationId?: string;
  /** Signs in with a token from Logto's Management API (a "magic link"). */
  oneTimeToken?: string;
  /** `login` asks for a new sign-in; `none` never asks; its session has no refresh token and ends with its ID token. */
  prompt?: 'login' | 'consent' | 'none';
  /** Asks again when the last sign-in at Logto is older than this number of seconds. */
  maxAge?: number;
  /** Acceptable levels of assurance, the preferred one first, e.g. `urn:logto:acr:mfa`. */
  acrValues?: string[];
}

/** Words that are separated by spaces, and the pattern of each. */
const listOf = (word: RegExp) =>
  z
    .string()
    .max(512)
    .refine((value) => value.split(' ').every((part) => word.test(part)));

/** The parameters of {@link SignInOptions} that Logto gets, under their names in the query. `return_to` stays here. */
const parametersSchema = z
  .object({
    first_screen: z.enum(firstScreens),
    identifier: listOf(/^(username|email|phone)$/),
    login_hint: z.string().regex(/^[^\p{Cc}]{1,256}$/u),
    direct_sign_in: z.string().regex(/^(social|sso):[\w.-]{1,128}$/),
    ui_locales: listOf(/^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i),
    organization_id: z.string().regex(organizationIdPattern),
    one_time_token: z.string().regex(/^[\w.~-]{1,512}$/),
    prompt: z.literal('none').or(listOf(/^(login|consent)$/)), // `none` cannot be combined
    max_age: z.string().regex(/^\d{1,9}$/),
    acr_values: listOf(acrPattern),
  })
  .exactPartial();

/** Checked parameters for Logto's authorization endpoint. */
export type SignInParameters = z.infer<typeof parametersSchema>;

/**
 * Checks the query of a request to sign in. Unknown parameters are dropped. Throws an AuthError `invalid_request` when
 * a known one has an impossible value, or occurs twice.
 */
export function parseSignInQuery(query: URLSearchParams): SignInParameters {
  const { data, error } = parametersSchema.safeParse(Object.fromEntries(query));
  const occursTwice = (name: string) => query.getAll(name).length > 1;
  if (!data || Object.keys(data).some(occursTwice))
    throw new AuthError('invalid_request', { cause: error });
  return data;
}
