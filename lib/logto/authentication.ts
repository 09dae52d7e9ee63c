import { now } from '../clock';
import type { AccessTokenClaims } from './claims';

/** Logto's levels of assurance, in ascending order. */
const levels = ['urn:logto:acr:1fa', 'urn:logto:acr:mfa'];

/** No spaces, quotes or backslashes: `acr_values` is separated by spaces, and a header quotes it. */
export const acrPattern = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/;

/** The longest `max_age`, in seconds, that a sign-in can be requested with: about thirty years. */
export const longestMaxAge = 999_999_999;

/** Seconds that Logto's clock may differ from ours where the age of a sign-in is checked. */
const maxAgeToleranceSeconds = 60;

/** When and how a user signed in, by the claims of an ID token or access token. */
export type Authentication = Pick<AccessTokenClaims, 'auth_time' | 'acr' | 'amr'>;

export interface AuthenticationRequirement {
  /** The maximum age of the sign-in, in seconds. */
  maxAge?: number;
  /** The minimum level of assurance. */
  acr?: string;
}

/** Returns whether a sign-in is recent and strong enough. A sign-in at an unknown time is not recent. */
export function meetsAuthentication(
  authentication: Authentication,
  { maxAge, acr }: AuthenticationRequirement,
): boolean {
  return isRecentEnough(authentication.auth_time, maxAge) && meetsAnyAcr(authentication, acr);
}

/** Returns whether one of the requested levels of assurance, or a higher one, is met; true if none was requested. */
export function meetsAnyAcr({ acr }: Authentication = {}, acrValues: string | undefined): boolean {
  const met = [acr, ...levels.slice(0, Math.max(levels.indexOf(acr ?? ''), 0))];
  return acrValues === undefined || acrValues.split(' ').some((wanted) => met.includes(wanted));
}

function isRecentEnough(authTime: number | undefined, maxAge: number | undefined): boolean {
  if (maxAge === undefined) return true;
  if (authTime === undefined) return false;
  const age = now() - authTime;
  return age >= -maxAgeToleranceSeconds && age <= maxAge + maxAgeToleranceSeconds; // a future time is not recent
}
