import { AuthError } from '../errors';

/**
 * The purpose of an access token: an API resource, an organization, a resource on behalf of an organization, or, with
 * neither, Logto's userinfo endpoint, which takes an opaque token.
 */
export interface TokenTarget {
  resource?: string; // the API's resource indicator (RFC 8707)
  organizationId?: string;
}

export const organizationIdPattern = /^[\w-]{1,128}$/;

const organizationPrefix = 'urn:logto:organization:'; // before its id, in the audience of its tokens

/** Returns the token's key in the session: its audience, `''` for the opaque token, or two parts, separated by a space. */
export function tokenKey({ resource, organizationId }: TokenTarget): string {
  const organization = organizationId && `${organizationPrefix}${organizationId}`;
  return [resource, organization].filter(Boolean).join(' ');
}

/** The inverse of {@link tokenKey}. */
export function parseTokenKey(key: string): TokenTarget {
  const target: TokenTarget = {};
  for (const part of key.split(' ').filter(Boolean))
    if (!part.startsWith(organizationPrefix)) target.resource = part;
    else target.organizationId = part.slice(organizationPrefix.length);
  return target;
}

/**
 * Throws an AuthError `invalid_target` or `invalid_request` if Logto can't issue a token for this target: its resource
 * isn't configured, or its organization has no id. An empty name is an error; it doesn't mean that none was given.
 */
export function assertTarget(target: TokenTarget, resources: readonly string[]): void {
  if ('resource' in target && !resources.some((known) => known === target.resource))
    throw new AuthError('invalid_target', {
      cause: new Error(`LOGTO_RESOURCES has no “${target.resource}”. Add it, and sign in again.`),
    });
  if ('organizationId' in target && !organizationIdPattern.test(target.organizationId ?? ''))
    throw new AuthError('invalid_request');
}
