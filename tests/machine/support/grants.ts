import { decodeJwt } from 'jose';
import type { LocalLogto } from '@/dev/logto/server';

/** A refresh that the provider granted. */
export interface Refresh {
  /** The refresh token that was used. */
  spent: unknown;
  /** The audience of the access token; `undefined` for the opaque one. */
  audience: unknown;
  /** Seconds since the epoch, of the access token if it is a JWT. */
  issuedAt: unknown;
  sub: unknown;
}

/** Watches the provider: the refreshes it granted, and the grants it revoked because a token came twice. */
export function watchGrants(logto: LocalLogto) {
  const refreshes: Refresh[] = [];
  const revoked: string[] = [];
  logto.provider.on('grant.success', (ctx) => {
    const { params } = ctx.oidc;
    if (params?.['grant_type'] !== 'refresh_token') return;
    const { access_token: token } = ctx.body as { access_token: string };
    const claims = token.includes('.') ? decodeJwt(token) : {};
    refreshes.push({
      spent: params['refresh_token'],
      audience: claims.aud,
      issuedAt: claims.iat,
      sub: ctx.oidc.entities.Account?.accountId,
    });
  });
  logto.provider.on('grant.revoked', (_ctx, grantId) => revoked.push(grantId));
  return { refreshes, revoked };
}
