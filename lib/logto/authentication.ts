import { clockToleranceSeconds, now } from '../process/clock';

/**
 * Logto's levels of assurance, the lower one first: a higher one serves where a lower one is asked for.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#acrSemantics
 */
const levels = ['urn:logto:acr:1fa', 'urn:logto:acr:mfa'];

/** What a level's name may consist of: it stands among others in `acr_values`, and in a quoted string of a header. */
export const acrPattern = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/;

/** The longest `max_age`, in seconds, that a sign-in can be asked for with: some thirty years. */
export const longestMaxAge = 999_999_999;

/** When and how somebody signed in, as Logto's signed word has it: in an ID token or an access token. */
export interface Authentication {
  /** Seconds since the epoch, by Logto's clock. */
  auth_time?: number;
  acr?: string | null;
  amr?: readonly string[] | null;
}

/** What a sign-in must be. */
export interface AuthenticationRequirement {
  /** Seconds: it was at most so long ago, plus what the clocks may differ by. */
  maxAge?: number;
  /** Its level of assurance: this one or a higher one. */
  acr?: string;
}

/**
 * What a token says of the sign-in it comes from. A time after the token's own isn't believed: nobody
 * signed in later than that.
 */
export function authenticationIn({
  iat,
  auth_time: authTime,
  acr,
  amr,
}: Authentication & { iat: number }): Authentication {
  return {
    ...(authTime !== undefined && authTime <= iat && { auth_time: authTime }),
    ...(acr !== undefined && { acr }),
    ...(amr !== undefined && { amr }),
  };
}

/**
 * Whether somebody signed in recently and strongly enough. What isn't known isn't enough; nor is a
 * sign-in in the future.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDToken
 */
export function meetsAuthentication(
  { auth_time: authTime, acr }: Authentication,
  required: AuthenticationRequirement,
): boolean {
  return (
    (required.maxAge === undefined || isRecentEnough(authTime, required.maxAge)) &&
    (required.acr === undefined || meetsAcr(acr, required.acr))
  );
}

function isRecentEnough(authTime: number | undefined, maxAge: number): boolean {
  if (authTime === undefined) return false;
  const age = now() - authTime;
  return age >= -clockToleranceSeconds && age <= maxAge + clockToleranceSeconds;
}

/**
 * Whether one of the levels that were asked for is met.
 *
 * @param acrValues as in the request: by spaces; `undefined` where none was asked for
 */
export function meetsAnyAcr({ acr }: Authentication = {}, acrValues: string | undefined): boolean {
  return acrValues === undefined || acrValues.split(' ').some((wanted) => meetsAcr(acr, wanted));
}

/** Whether this level is the one that is asked for, or a higher one. */
function meetsAcr(acr: string | null | undefined, wanted: string): boolean {
  if (acr === undefined || acr === null) return false;
  return (
    acr === wanted || (levels.includes(wanted) && levels.indexOf(acr) > levels.indexOf(wanted))
  );
}
