import type { AccountClaims } from 'oidc-provider';
import type { Account } from './accounts';
import type { Organization } from './state';

/** Logto's scope that puts memberships into claims and allows organization tokens. */
export const organizationsScope = 'urn:logto:scope:organizations';

/** The claims of each scope, in the ID token and at userinfo together. */
export const claimsByScope: Record<string, string[]> = {
  openid: ['sub'],
  profile:
    'name family_name given_name middle_name nickname preferred_username profile picture website gender birthdate zoneinfo locale updated_at username created_at'.split(
      ' ',
    ),
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  custom_data: ['custom_data'],
  identities: ['identities', 'sso_identities'],
  roles: ['roles'],
  [organizationsScope]: ['organizations', 'organization_data'],
  'urn:logto:scope:organization_roles': ['organization_roles'],
};

/**
 * Returns the claims of an account, before the granted scopes filter them. Logto sends `null` for an empty
 * field of the account, and omits an empty field of its `profile` object.
 *
 * @param use their destination; `custom_data`, identities and organization data are for userinfo only
 * @param organizations all that exist
 */
export function claimsOf(
  account: Account,
  use: string,
  organizations: ReadonlyMap<string, Organization>,
): AccountClaims {
  const claims = {
    sub: account.id,
    ...account.profile,
    name: account.name,
    picture: account.picture,
    username: account.username,
    created_at: account.createdAt,
    updated_at: account.updatedAt,
    email: account.email,
    email_verified: account.email !== null,
    phone_number: account.phone,
    phone_number_verified: account.phone !== null,
    roles: account.roles,
    organizations: account.organizations.map(({ id }) => id),
    organization_roles: account.organizations.flatMap(({ id, roles }) =>
      roles.map((role) => `${id}:${role}`),
    ),
  };
  if (use !== 'userinfo') return claims;
  return {
    ...claims,
    custom_data: account.customData,
    identities: account.identities,
    sso_identities: account.ssoIdentities,
    organization_data: [...organizations.values()]
      .filter(({ id }) => claims.organizations.includes(id))
      .map(({ id, name, description }) => ({ id, name, description })),
  };
}
