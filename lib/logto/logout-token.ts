import 'server-only';
import * as z from 'zod/mini';
import { getConfig } from '../config';
import { AuthError } from '../errors';
import { verifyJwt } from './jwt';

const text = z.string().check(z.minLength(1));

const logoutTokenSchema = z
  .object({
    /** Just this app: a token for others as well isn't one that Logto makes. */
    aud: z.union([z.string(), z.array(z.string()).check(z.length(1))]),
    /** Seconds since the epoch. */
    iat: z.number(),
    /** Seconds since the epoch. */
    exp: z.number(),
    jti: text,
    sub: z.exactOptional(text),
    sid: z.exactOptional(text),
    events: z.looseObject({ 'http://schemas.openid.net/event/backchannel-logout': z.object({}) }),
    /** Told apart from an ID token by having none. */
    nonce: z.exactOptional(z.never()),
  })
  .check(z.refine(({ sub, sid }) => sub !== undefined || sid !== undefined));

/** Whose sessions Logto has ended. */
export type LogoutToken = z.infer<typeof logoutTokenSchema>;

/**
 * Checks a logout token. Whether it was used before is for the caller to find out.
 *
 * @throws {AuthError} `invalid_request` when it isn't good; `provider_unreachable`,
 *   `invalid_response` when Logto's keys can't be had
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation
 */
export async function verifyLogoutToken(token: string): Promise<LogoutToken> {
  try {
    const claims = await verifyJwt(token, {
      source: 'request',
      audience: getConfig().appId,
      typ: 'logout+jwt',
    });
    return logoutTokenSchema.parse(claims);
  } catch (cause) {
    // An error of ours says that Logto's keys can't be had, and nothing about the token.
    throw cause instanceof AuthError ? cause : new AuthError('invalid_request', { cause });
  }
}
