import { AuthError } from '../errors';
import { appPaths } from '../paths';

/**
 * What an access token is for: an API resource, an organization, an API resource on behalf of an
 * organization, or, with neither, Logto's own userinfo endpoint, which takes an opaque token.
 */
export interface TokenTarget {
  /** API resource indicator (RFC 8707). */
  resource?: string;
  organizationId?: string;
}

const isOrganizationId = (id: unknown) => typeof id === 'string' && /^[\w-]{1,128}$/.test(id);

/** What a refresh is to bring: a token for something, or new claims, which come with the opaque one. */
export type Wanted = TokenTarget | 'claims';

/**
 * The name under which the session keeps the token: what its `aud` is, or `''` for the opaque one; for an API on
 * behalf of an organization, both, with a space that neither can contain.
 */
export function tokenKeyOf(wanted: Wanted): string {
  const { resource, organizationId } = wanted === 'claims' ? {} : wanted;
  const organization = organizationId && `urn:logto:organization:${organizationId}`;
  return [resource, organization].filter(Boolean).join(' ');
}

/**
 * Checks that there can be such a token: an id that is empty or `undefined` must not pass for "no organization".
 *
 * @param resources those that are configured; there are tokens for no others
 * @throws {AuthError} `invalid_target`, `invalid_request`
 */
export function assertTarget(target: TokenTarget, resources: readonly string[]): void {
  if ('resource' in target && !resources.some((known) => known === target.resource))
    throw new AuthError('invalid_target');
  if ('organizationId' in target && !isOrganizationId(target.organizationId))
    throw new AuthError('invalid_request');
}

/**
 * Where the browser fetches what a server component can't: it has to write the cookie.
 *
 * @param keep keys of tokens that the page has already, and needs besides
 */
export function refreshPath(
  wanted: Wanted,
  returnTo: string,
  keep: readonly string[] = [],
): string {
  const query = new URLSearchParams({ return_to: returnTo });
  const { resource, organizationId } = wanted === 'claims' ? {} : wanted;
  if (resource !== undefined) query.set('resource', resource);
  if (organizationId !== undefined) query.set('organization_id', organizationId);
  if (wanted !== 'claims' && tokenKeyOf(wanted) === '') query.set('userinfo', 'true');
  for (const key of keep) query.append('keep', key);
  return `${appPaths.refresh}?${query.toString()}`;
}

/**
 * Reads what is wanted from the query of `/api/logto/refresh`.
 *
 * @param resources those that are configured; there are tokens for no others
 * @throws {AuthError} `invalid_target`, `invalid_request`
 */
export function parseWanted(query: URLSearchParams, resources: readonly string[]): Wanted {
  const resource = query.get('resource');
  const organizationId = query.get('organization_id');
  const target: TokenTarget = {
    ...(resource !== null && { resource }),
    ...(organizationId !== null && { organizationId }),
  };
  if (resource === null && organizationId === null) return query.has('userinfo') ? {} : 'claims';
  assertTarget(target, resources);
  return target;
}
