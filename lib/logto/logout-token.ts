import 'server-only';
import * as z from 'zod';
import { getConfig } from '../config';
import { AuthError } from '../errors';
import { verifyJwt } from './jwt';

const text = z.string().min(1);

const logoutTokenSchema = z
  .object({
    aud: z.string().or(z.array(z.string()).length(1)), // this app alone
    iat: z.number(), // seconds since the epoch
    exp: z.number(), // seconds since the epoch
    jti: text,
    sub: text.exactOptional(),
    sid: text.exactOptional(),
    events: z.looseObject({ 'http://schemas.openid.net/event/backchannel-logout': z.object({}) }),
    nonce: z.never().exactOptional(), // so that an ID token can't pass for a logout token
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined);

/**
 * Verifies a logout token: Logto has ended the session `sid`, or all of the user `sub`. Callers check that it is new.
 * @throws {AuthError} `invalid_request`. Others mean that the keys could not be loaded; the token may be valid.
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation
 */
export async function verifyLogoutToken(token: string) {
  const audience = getConfig().appId;
  try {
    const claims = await verifyJwt(token, { source: 'request', audience, typ: 'logout+jwt' });
    return logoutTokenSchema.parse(claims);
  } catch (cause) {
    throw cause instanceof AuthError ? cause : new AuthError('invalid_request', { cause });
  }
}
