import type { AccessTokenClaims, IdTokenClaims, UserInfo } from '@/lib/logto/claims';
import type { requireUser as realRequireUser } from '@/lib/user/require-user';
import type { withUser as realWithUser } from '@/lib/user/with-user';

export { AuthError } from '@/lib/errors';
export { signInPath } from '@/lib/logto/sign-in-path';
export { accountPath } from '@/lib/user/account-pages';
export type { AccessTokenClaims, IdTokenClaims, UserInfo };

/** Those of the session in the app under test, so that all variants show the same. */
const claims = JSON.parse(process.env['BENCH_CLAIMS'] ?? '{}') as IdTokenClaims;

/** Replaces `lib/auth.ts` in the variants without auth. Every visitor is the same user. */
export const requireUser: typeof realRequireUser = () => Promise.resolve(claims);
export const getIdTokenClaims = () => Promise.resolve(claims);
export const getSessionClaims = () => Promise.resolve(claims);
export const isAuthenticated = () => Promise.resolve(true);

/** Replaces functions that only pages and routes call that aren't measured. */
const notMeasured = (): never => {
  throw new Error('This variant has no answer to that');
};

export const fetchUserInfo: () => Promise<UserInfo> = notMeasured;
export const getAccessToken: (resource?: string) => Promise<string> = notMeasured;
export const getOrganizationTokenClaims: (id: string) => Promise<AccessTokenClaims> = notMeasured;
export const refreshSession: () => Promise<void> = notMeasured;
export const withUser: typeof realWithUser = () => notMeasured;
