import 'server-only';
import { getRequestPath } from '../http/request-path';
import { isInRoute } from '../http/route-cookies';
import type { UserInfo } from '../logto/claims';
import { refreshPath, type Wanted } from '../logto/token-target';
import type { CurrentSession } from './current-session';

/** What a page has got so far while it is being rendered, so that it is got once. */
interface Rendering {
  session?: Promise<CurrentSession | null>;
  userInfo?: Promise<UserInfo>;
  /** Keys of the access tokens that the page has used. */
  readonly tokensInUse: Set<string>;
}

let recall: (() => Rendering) | undefined;

/**
 * What the page that is being rendered has got so far; `undefined` in route handlers and actions, which can write a
 * cookie. React remembers `cache` results while it renders, and nowhere else.
 */
export async function getRendering(): Promise<Rendering | undefined> {
  // React comes with the renderer of pages, which takes a route 20 ms to load.
  if (isInRoute()) return undefined;
  const { cache } = await import('react');
  recall ??= cache(() => ({ tokensInUse: new Set<string>() }));
  return recall() === recall() ? recall() : undefined;
}

/**
 * Sends the browser to `/api/logto/refresh` for what this page is missing, and back. The tokens that the page
 * has used so far are named there, so that they stay in the session.
 */
export async function redirectToRefresh(rendering: Rendering, wanted: Wanted): Promise<never> {
  const path = refreshPath(wanted, await getRequestPath(), [...rendering.tokensInUse]);
  const { redirect } = await import('next/navigation');
  return redirect(path);
}
