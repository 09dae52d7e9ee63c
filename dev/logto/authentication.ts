import type { Account } from './accounts';

/** Logto's levels of assurance, as in `acr_values_supported`, the lower one first. */
export const acrValues = ['urn:logto:acr:1fa', 'urn:logto:acr:mfa'] as const;

type Acr = (typeof acrValues)[number];

const [firstFactor, multiFactor] = acrValues;

/** The code of every demo account with a second factor. The sign-in page shows it. */
export const demoCode = '123456';

/** Authentication methods by their names in RFC 8176: password, one-time code, another provider. */
export type Method = 'pwd' | 'otp' | 'fed';

/** Claims about a sign-in (OpenID Connect Core 1.0, section 2). */
export interface Authentication {
  /** Absent if no level is met. */
  acr?: Acr;
  amr: string[];
}

/** Returns the claims for these methods: password and code together meet `mfa`, a federated sign-in meets no level. */
export function authenticationBy(methods: readonly string[]): Authentication {
  const proofs = new Set(methods.filter((method) => method !== 'mfa'));
  if (proofs.has('pwd') && proofs.has('otp')) return { acr: multiFactor, amr: [...proofs, 'mfa'] };
  const acr = proofs.has('pwd') || proofs.has('otp') ? { acr: firstFactor } : {};
  return { ...acr, amr: [...proofs] };
}

/** Returns whether a level satisfies the wanted one. */
export const meets = (acr: string | undefined, wanted: Acr): boolean =>
  acr === wanted || acr === multiFactor;

/** Returns the requested levels that Logto knows, in the order of the request. */
export const known = (requested: string): Acr[] =>
  requested.split(' ').flatMap((value) => acrValues.filter((acr) => acr === value));

/** Returns the methods that the account needs for a level; `undefined` if it can't reach the level. */
export function methodsFor(account: Account, wanted: Acr): Method[] | undefined {
  if (account.password === null || account.federated) return undefined;
  if (wanted === firstFactor) return ['pwd'];
  return account.secondFactor ? ['pwd', 'otp'] : undefined;
}
