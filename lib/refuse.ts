import 'server-only';
import { forbidden } from 'next/navigation';
import { cache } from 'react';
import type { AuthErrorCode } from './errors';

/** Why a page isn't shown to a user who is signed in. */
export interface Refusal {
  code: AuthErrorCode;
  /** The role that is missing. */
  role?: string | undefined;
  /** Id of the organization that the user, or the role, is missing in. */
  organization?: string | undefined;
}

/** Shows `app/forbidden.tsx`, with status 403, in place of the page. */
export function refuse(refusal: Refusal): never {
  slot().refusal = refusal;
  forbidden();
}

/** For `app/forbidden.tsx`: why it is shown. */
export const currentRefusal = (): Refusal => slot().refusal;

/** One for each request that renders. */
const slot = cache((): { refusal: Refusal } => ({ refusal: { code: 'forbidden' } }));
