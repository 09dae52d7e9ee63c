import 'server-only';
import { LRUCache } from 'lru-cache';
import { redirect } from 'next/navigation';
import { tokenKey, type TokenTarget } from '../logto/token-target';
import { appPaths } from '../paths';
import { processWide } from '../process-wide';
import type { Session } from '../session/session';
import { getPageContext, getRequestPath } from './request-context';

/** The tokens that a page has asked for: one visit to the refresh route brings them all. */
const lastTokenKeys = processWide(
  'tokens of pages',
  () => new LRUCache<string, ReadonlySet<string>>({ max: 5_000 }),
);

/** Redirects the browser to the refresh route, which can write the cookie, and back: for a token, or for new claims. */
export async function redirectToRefresh({ id }: Session, token?: TokenTarget): Promise<never> {
  const path = await getRequestPath();
  const used = getPageContext()?.tokenKeys ?? [];
  const keys = new Set([...used, ...(lastTokenKeys.get(`${id} ${path}`) ?? [])]);
  const also = [...keys].filter((key) => !token || key !== tokenKey(token));
  return redirect(refreshPath(path, token, also));
}

/** Remembers the access tokens that this page has asked for. */
export async function rememberTokens({ id }: Session): Promise<void> {
  const page = `${id} ${await getRequestPath()}`;
  const used = getPageContext()?.tokenKeys ?? new Set();
  if (used.size >= (lastTokenKeys.get(page)?.size ?? 0)) lastTokenKeys.set(page, used);
}

/** Returns the path of the refresh route: for a token, or for new claims, and for other tokens (by key) as well. */
export function refreshPath(
  returnTo: string,
  token?: TokenTarget,
  also: readonly string[] = [],
): string {
  const query = new URLSearchParams({ return_to: returnTo });
  if (token?.resource !== undefined) query.set('resource', token.resource);
  if (token?.organizationId !== undefined) query.set('organization_id', token.organizationId);
  if (token && tokenKey(token) === '') query.set('userinfo', 'true');
  for (const key of also) query.append('also', key);
  return `${appPaths.refresh}?${query.toString()}`;
}

/** The last generation for which a page redirected to update the cookie. */
const attempts = processWide('cookies behind', () => new LRUCache<string, number>({ max: 5_000 }));

/** Returns true the first time, so that a browser without cookies isn't redirected forever. */
export function noteAttempt({ id, generation }: Session): boolean {
  const isFirst = attempts.get(id) !== generation;
  attempts.set(id, generation);
  return isFirst;
}
