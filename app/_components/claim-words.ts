/**
 * What Logto says of a user, in words, by the scope that brings it. A claim that is not here came from
 * somewhere else: a custom claim, or a newer Logto.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
 */
export const userClaims: Readonly<Record<string, Record<string, string>>> = {
  openid: { sub: 'The user’s id. It never changes.' },
  profile: {
    name: 'The full name.',
    username: 'The name to sign in with.',
    picture: 'Address of a picture.',
    given_name: 'First name.',
    family_name: 'Last name.',
    middle_name: 'Middle name.',
    nickname: 'What friends say.',
    preferred_username: 'The name the user likes to go by.',
    profile: 'Address of a page about the user.',
    website: 'Address of the user’s own site.',
    gender: 'As the user put it.',
    birthdate: 'Year, month and day.',
    zoneinfo: 'Time zone.',
    locale: 'Language and country.',
    created_at: 'When the account was made.',
    updated_at: 'When the account last changed.',
  },
  email: {
    email: 'E-mail address.',
    email_verified: 'Whether the user has shown that it is theirs.',
  },
  phone: {
    phone_number: 'Phone number, digits only.',
    phone_number_verified: 'Whether the user has shown that it is theirs.',
  },
  address: { address: 'Postal address.' },
  custom_data: { custom_data: 'What your team stored with the user.' },
  identities: {
    identities: 'Social accounts the user signs in with.',
    sso_identities: 'Company accounts the user signs in with.',
  },
  roles: { roles: 'Roles, the same in all of your apps.' },
  'urn:logto:scope:organizations': {
    organizations: 'Ids of the user’s organizations.',
    organization_data: 'Their names and descriptions.',
  },
  'urn:logto:scope:organization_roles': {
    organization_roles: 'Roles there, as organization:role.',
  },
};

/** What a token says of itself, whatever was asked for. */
const tokenClaims: Record<string, string> = {
  iss: 'Who issued the token: your Logto.',
  aud: 'Whom the token is for.',
  azp: 'The app that asked for it.',
  client_id: 'The app that asked for it.',
  exp: 'When it expires.',
  iat: 'When it was issued.',
  nbf: 'From when on it counts.',
  auth_time: 'When the user last signed in at Logto.',
  acr: 'How much assurance the sign-in gives.',
  amr: 'By which methods the user signed in.',
  nonce: 'Ties the token to one sign-in.',
  at_hash: 'Ties it to an access token.',
  sid: 'Logto’s own session.',
  jti: 'The token’s own id.',
  scope: 'What it permits.',
  organization_id: 'The organization it is for.',
};

/** Claims with one heading, in the order in which they came. */
interface ClaimGroup {
  /** A scope, or words. */
  heading: string;
  isScope: boolean;
  claims: { name: string; value: unknown; meaning?: string | undefined }[];
}

/**
 * Sorts claims by the scope that brings them. Those of an access token come whatever was asked for;
 * those without words here are last.
 */
export function groupClaims(
  claims: Record<string, unknown>,
  of: 'user' | 'access token',
): ClaimGroup[] {
  const aboutToken = { heading: 'About the token', isScope: false };
  const sections =
    of === 'user'
      ? [
          ...Object.entries(userClaims).map(([heading, words]) => ({
            heading,
            isScope: true,
            words,
          })),
          { ...aboutToken, words: tokenClaims },
        ]
      : [{ ...aboutToken, words: { ...userClaims['openid'], ...tokenClaims } }];

  const all = Object.entries(claims).map(([name, value]) => ({ name, value }));
  const isKnown = (name: string) => sections.some(({ words }) => Object.hasOwn(words, name));
  return [
    ...sections.map(({ words, ...section }) => ({
      ...section,
      claims: all
        .filter(({ name }) => Object.hasOwn(words, name))
        .map((claim) => ({ ...claim, meaning: words[claim.name] })),
    })),
    { heading: 'Further claims', isScope: false, claims: all.filter(({ name }) => !isKnown(name)) },
  ].filter((group) => group.claims.length > 0);
}
