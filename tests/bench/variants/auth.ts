import type { IdTokenClaims } from '@/lib/logto/claims';

export { signInPath } from '@/lib/logto/sign-in-options';
export type { IdTokenClaims };

/** What a page shows of the demo account that signs in to the app under test. */
const claims: IdTokenClaims = {
  iss: '',
  aud: '',
  exp: 0,
  iat: 0,
  sub: 'a1l2i3c4e5x6',
  name: 'Alice Example',
  email: 'alice@example.com',
  roles: ['admin', 'viewer'],
};

const constant = () => Promise.resolve(claims);

/** Takes the place of `lib/auth.ts` in the variants without auth: everybody is the same user. */
export { constant as getIdTokenClaims, constant as requireUser };

export const isAuthenticated = () => Promise.resolve(true);
