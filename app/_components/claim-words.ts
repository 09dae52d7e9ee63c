/**
 * The meaning of each claim, for the user, below the heading that the claim is shown under. A claim that isn't listed here is a
 * custom claim, or from a newer Logto.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
 */
const meanings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Account: { sub: 'Your id. It never changes.' },
  Profile: {
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
  'E-mail': {
    email: 'E-mail address.',
    email_verified: 'Whether you have shown that it is yours.',
  },
  Phone: {
    phone_number: 'Phone number, digits only.',
    phone_number_verified: 'Whether you have shown that it is yours.',
  },
  Address: { address: 'Postal address.' },
  'Further data of this app': { custom_data: 'What this app’s team stored with your account.' },
  'Other accounts': {
    identities: 'Social accounts you sign in with.',
    sso_identities: 'Company accounts you sign in with.',
  },
  Roles: { roles: 'Your roles, the same in all apps of this team.' },
  Organizations: {
    organizations: 'Ids of your organizations.',
    organization_data: 'Their names and descriptions.',
    organization_roles: 'Your roles there, as organization:role.',
  },
  'Technical details': {
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
  },
  'Further data': {},
};

/** Returns claims below their headings, each with its meaning. Claims that aren't listed here are last. */
export function groupClaims(claims: Record<string, unknown>) {
  const headingOf = (name: string) =>
    Object.keys(meanings).find((heading) => Object.hasOwn(meanings[heading] ?? {}, name)) ??
    'Further data';
  return Object.entries(meanings)
    .map(([heading, words]) => ({
      heading,
      claims: Object.entries(claims)
        .filter(([name]) => headingOf(name) === heading)
        .map(([name, value]) => ({ name, value, meaning: words[name] })),
    }))
    .filter(({ claims }) => claims.length > 0);
}
