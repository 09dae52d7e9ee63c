import 'server-only';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { getRequestPath } from '../http/request-path';
import { refreshPath, type Wanted } from '../logto/token-target';

/**
 * Whether a server component is being rendered, which can't write a cookie. React remembers `cache` results
 * there, and nowhere else.
 */
export const isRendering = (): boolean => renderProbe() === renderProbe();
const renderProbe = cache(() => ({}));

/** Keys of the access tokens that the page being rendered has used. */
export const tokensInUse = cache(() => new Set<string>());

/**
 * Sends the browser to `/api/logto/refresh` for what this page is missing, and back. The tokens that the page
 * has used so far are named there, so that they stay in the session.
 */
export async function redirectToRefresh(wanted: Wanted): Promise<never> {
  redirect(refreshPath(wanted, await getRequestPath(), [...tokensInUse()]));
}
