/**
 * Descriptions of the claims about a user, for that user, by scope. A claim that is not listed here
 * is a custom claim, or from a newer Logto.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
 */
export const userClaims: Readonly<Record<string, Record<string, string>>> = {
  openid: { sub: 'Your id. It never changes.' },
  profile: {
    name: 'The full name.',
    username: 'The name to sign in with.',
    picture: 'Address of a picture.',
    given_name: 'First name.',
    family_name: 'Last name.',
    middle_name: 'Middle name.',
    nickname: 'What friends call you.',
    preferred_username: 'The name you like to go by.',
    profile: 'Address of a page about you.',
    website: 'Address of your website.',
    gender: 'As you wrote it.',
    birthdate: 'Year, month and day.',
    zoneinfo: 'Time zone.',
    locale: 'Language and country.',
    created_at: 'When the account was made.',
    updated_at: 'When the account last changed.',
  },
  email: {
    email: 'E-mail address.',
    email_verified: 'Whether you have shown that it is yours.',
  },
  phone: {
    phone_number: 'Phone number, digits only.',
    phone_number_verified: 'Whether you have shown that it is yours.',
  },
  address: { address: 'Postal address.' },
  custom_data: { custom_data: 'What this app’s team stored with your account.' },
  identities: {
    identities: 'Social accounts you sign in with.',
    sso_identities: 'Company accounts you sign in with.',
  },
  roles: { roles: 'Your roles, the same in all apps of this team.' },
  'urn:logto:scope:organizations': {
    organizations: 'Ids of your organizations.',
    organization_data: 'Their names and descriptions.',
  },
  'urn:logto:scope:organization_roles': {
    organization_roles: 'Your roles there, as organization:role.',
  },
};

/** The headings of the claims, by scope. */
const headings: Readonly<Record<string, string>> = {
  openid: 'Account',
  profile: 'Profile',
  email: 'E-mail',
  phone: 'Phone',
  address: 'Address',
  custom_data: 'Further data of this app',
  identities: 'Other accounts',
  roles: 'Roles',
  'urn:logto:scope:organizations': 'Organizations',
  'urn:logto:scope:organization_roles': 'Roles in organizations',
};

/** Descriptions of the claims about the token itself, which don't depend on scopes. */
const tokenClaims: Record<string, string> = {
  iss: 'The sign-in service.',
  aud: 'Whom it is for.',
  azp: 'The app that asked for it.',
  client_id: 'The app that asked for it.',
  exp: 'When it expires.',
  iat: 'When it was issued.',
  nbf: 'From when on it counts.',
  auth_time: 'When you last signed in.',
  acr: 'How much assurance the sign-in gives.',
  amr: 'By which methods you signed in.',
  nonce: 'Ties it to one sign-in.',
  at_hash: 'A check value.',
  sid: 'The id of your session at the sign-in service.',
  jti: 'Its own id.',
  scope: 'What it permits.',
  organization_id: 'The organization it is for.',
};

/** Claims with one heading, in their original order. */
interface ClaimGroup {
  heading: string;
  claims: { name: string; value: unknown; meaning?: string | undefined }[];
}

/**
 * Groups claims by their scope. The claims of an access token don't depend on scopes. Claims without a description here are
 * last.
 */
export function groupClaims(
  claims: Record<string, unknown>,
  of: 'user' | 'access token',
): ClaimGroup[] {
  const technical = { heading: 'Technical details', words: tokenClaims };
  const sections =
    of === 'user'
      ? [
          ...Object.entries(userClaims).map(([scope, words]) => ({
            heading: headings[scope] ?? scope,
            words,
          })),
          technical,
        ]
      : [{ ...technical, words: { ...userClaims['openid'], ...tokenClaims } }];

  const all = Object.entries(claims).map(([name, value]) => ({ name, value }));
  const isKnown = (name: string) => sections.some(({ words }) => Object.hasOwn(words, name));
  return [
    ...sections.map(({ words, ...section }) => ({
      ...section,
      claims: all
        .filter(({ name }) => Object.hasOwn(words, name))
        .map((claim) => ({ ...claim, meaning: words[claim.name] })),
    })),
    { heading: 'Further data', claims: all.filter(({ name }) => !isKnown(name)) },
  ].filter((group) => group.claims.length > 0);
}
