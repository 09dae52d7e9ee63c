import { decodeJwt } from 'jose';
import * as z from 'zod';
import { AuthError } from '../errors';

/** A claim is absent when Logto did not send it and `null` when it sent it empty: two different things. */
const claim = <T extends z.ZodType>(type: T) => type.nullable().exactOptional();

const text = claim(z.string());
const flag = claim(z.boolean());
const strings = claim(z.array(z.string()).readonly());
const milliseconds = claim(z.number());

/** The claims about a user, in the ID token and at userinfo. Times are since the epoch, as everywhere here. */
const userClaims = {
  sub: z.string().min(1),
  name: text,
  username: text,
  picture: text,
  email: text,
  email_verified: flag,
  phone_number: text,
  phone_number_verified: flag,
  created_at: milliseconds,
  updated_at: milliseconds,
  roles: strings,
  organizations: strings, // their ids
  organization_roles: strings, // `<organization id>:<role name>`
};

/** The claims that ID tokens and access tokens have in common. */
const tokenClaims = {
  iss: z.string(),
  aud: z.string().or(z.array(z.string()).readonly()),
  exp: z.number(), // seconds
  iat: z.number(), // seconds
  /** When the user signed in, in seconds. A Logto without step-up sends it only with `max_age`. */
  auth_time: z.number().exactOptional(),
  /** The level of assurance, e.g. `urn:logto:acr:mfa`; absent where the sign-in met none. */
  acr: text,
  /** The methods used (RFC 8176). */
  amr: strings,
};

export const idTokenClaimsSchema = z.looseObject({
  ...userClaims,
  ...tokenClaims,
  azp: z.string().exactOptional(),
  /** The id of the session at Logto. Sent only if the application requires it for back-channel logout. */
  sid: z.string().exactOptional(),
});

export const accessTokenClaimsSchema = z.looseObject({
  ...tokenClaims,
  sub: z.string(),
  /** Separated by spaces; absent where the user has no permission at all. */
  scope: z.string().exactOptional(),
  client_id: z.string().exactOptional(),
  jti: z.string().exactOptional(),
  organization_id: z.string().exactOptional(),
});

const organization = z.looseObject({ id: z.string(), name: z.string(), description: text });

export const userInfoSchema = z.looseObject({
  ...userClaims,
  custom_data: claim(z.record(z.string(), z.unknown())),
  identities: claim(z.record(z.string(), z.unknown())),
  sso_identities: claim(z.array(z.unknown())),
  organization_data: claim(z.array(organization)),
});

/** The claims of the ID token (OpenID Connect Core, 2). They are read-only because requests share them. */
export type IdTokenClaims = Readonly<z.infer<typeof idTokenClaimsSchema>>;

/** The claims of an access token for an API resource or an organization (RFC 9068, 2.2). */
export type AccessTokenClaims = z.infer<typeof accessTokenClaimsSchema>;

/** The answer of the userinfo endpoint: the same user as in the ID token, up to date and in more detail. */
export type UserInfo = z.infer<typeof userInfoSchema>;

/**
 * Reads an access token that came directly from Logto. To verify a token from a request, use `verifyAccessToken`.
 * Throws an AuthError `invalid_response` if it is not a JWT, like the opaque token.
 */
export function decodeAccessToken(accessToken: string): AccessTokenClaims {
  try {
    return accessTokenClaimsSchema.parse(decodeJwt(accessToken));
  } catch (cause) {
    throw new AuthError('invalid_response', { cause });
  }
}
