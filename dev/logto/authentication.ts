import type { Account } from './accounts';

/** Logto's levels of assurance, as `acr_values_supported` lists them, the lower one first. */
export const acrValues = ['urn:logto:acr:1fa', 'urn:logto:acr:mfa'] as const;

type Acr = (typeof acrValues)[number];

const [firstFactor, multiFactor] = acrValues;

/** The second factor of every demo account that has one. Its page shows it: there is nothing to protect. */
export const demoCode = '123456';

/** What a user can prove, by the names of RFC 8176: a password, a code, or that another provider knows him. */
export type Method = 'pwd' | 'otp' | 'fed';

/** How somebody signed in, as tokens say it (OpenID Connect Core 1.0, section 2). */
export interface Authentication {
  /** Absent where no level is met. */
  acr?: Acr;
  amr: string[];
}

/** What these proofs are worth: a password and a code together reach `mfa`, another provider's word no level. */
export function authenticationBy(methods: readonly string[]): Authentication {
  const proofs = new Set(methods.filter((method) => method !== 'mfa'));
  if (proofs.has('pwd') && proofs.has('otp')) return { acr: multiFactor, amr: [...proofs, 'mfa'] };
  const acr = proofs.has('pwd') || proofs.has('otp') ? { acr: firstFactor } : {};
  return { ...acr, amr: [...proofs] };
}

/** Whether one level is enough where another one is asked for. */
export const meets = (acr: string | undefined, wanted: Acr): boolean =>
  acr === wanted || acr === multiFactor;

/** Which of the requested levels Logto knows, in the order of preference in which they came. */
export const known = (requested: string): Acr[] =>
  requested.split(' ').flatMap((value) => acrValues.filter((acr) => acr === value));

/** What the account has to prove for a level; `undefined` where it has no way to reach it. */
export function methodsFor(account: Account, wanted: Acr): Method[] | undefined {
  if (account.password === null || account.federated) return undefined;
  if (wanted === firstFactor) return ['pwd'];
  return account.secondFactor ? ['pwd', 'otp'] : undefined;
}
