import type { IdTokenClaims, UserInfo } from './logto/claims';
import type { UserEvent } from './logto/webhook';

export type { UserEvent } from './logto/webhook';

/** Runs at the end of a sign-in, before its session begins. If it throws, there is no session. */
export type OnSignIn = (signIn: {
  user: IdTokenClaims;
  userInfo: UserInfo;
}) => Promise<void> | void;

/** Runs for a verified webhook event. If it throws, the webhook's answer is 500. */
export type OnUserEvent = (event: UserEvent) => Promise<void> | void;

/** The exports of `app/auth-events.ts`. */
export interface AuthEvents {
  onSignIn?: OnSignIn;
  onUserEvent?: OnUserEvent;
}

/** Returns these exports, each of which may be missing: without this, their types depend on what the owner exports today. */
export const readAuthEvents = (exports: AuthEvents): AuthEvents => exports;
