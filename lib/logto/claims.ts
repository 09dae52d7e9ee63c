import { decodeJwt } from 'jose';
import * as z from 'zod/mini';
import { AuthError } from '../errors';

/** Absent where Logto did not send it, `null` where it sent it empty: two different things. */
const claim = <T extends z.ZodMiniType>(type: T) => z.exactOptional(z.nullable(type));

const text = claim(z.string());
const number = claim(z.number());
const flag = claim(z.boolean());
const strings = claim(z.readonly(z.array(z.string())));

/** What Logto says of a user, in the ID token and at userinfo, by the scope that brings it. */
const userClaims = {
  sub: z.string().check(z.minLength(1)),
  // profile
  name: text,
  username: text,
  picture: text,
  /** Milliseconds since the epoch. */
  created_at: number,
  /** Milliseconds since the epoch. */
  updated_at: number,
  // email
  email: text,
  email_verified: flag,
  // phone
  phone_number: text,
  phone_number_verified: flag,
  // roles
  roles: strings,
  // urn:logto:scope:organizations: ids
  organizations: strings,
  // urn:logto:scope:organization_roles: `<organization id>:<role name>`
  organization_roles: strings,
};

/** When and how the user signed in at Logto. */
const authenticationClaims = {
  /** Seconds since the epoch; before Logto knew step-up, only where `max_age` was asked for. */
  auth_time: z.exactOptional(z.number()),
  /** The level of assurance, e.g. `urn:logto:acr:mfa`; absent where the sign-in met none. */
  acr: text,
  /** By which methods, in the vocabulary of RFC 8176. */
  amr: strings,
};

const idTokenClaimsSchema = z.looseObject({
  ...userClaims,
  iss: z.string(),
  aud: z.union([z.string(), z.readonly(z.array(z.string()))]),
  /** Seconds since the epoch. */
  exp: z.number(),
  /** Seconds since the epoch. */
  iat: z.number(),
  ...authenticationClaims,
  /** The app that the token was issued to. */
  azp: z.exactOptional(z.string()),
  /** Logto's session; only where the application requires it for back-channel logout. */
  sid: z.exactOptional(z.string()),
});

const userInfoSchema = z.looseObject({
  ...userClaims,
  custom_data: claim(z.record(z.string(), z.unknown())),
  identities: claim(z.record(z.string(), z.unknown())),
  sso_identities: claim(z.array(z.unknown())),
  organization_data: claim(
    z.array(z.looseObject({ id: z.string(), name: z.string(), description: text })),
  ),
});

/**
 * The claims of the ID token. Requests share them, so they can't be changed.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDToken
 */
export type IdTokenClaims = Readonly<z.infer<typeof idTokenClaimsSchema>>;

/**
 * The answer of Logto's userinfo endpoint: the same user as in the ID token, fresh, and with more detail.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse
 */
export type UserInfo = z.infer<typeof userInfoSchema>;

const accessTokenClaimsSchema = z.looseObject({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  sub: z.string(),
  /** Seconds since the epoch. */
  exp: z.number(),
  /** Seconds since the epoch. */
  iat: z.number(),
  /** By spaces; absent where the user has no permission at all. */
  scope: z.exactOptional(z.string()),
  client_id: z.exactOptional(z.string()),
  jti: z.exactOptional(z.string()),
  organization_id: z.exactOptional(z.string()),
  ...authenticationClaims,
});

/**
 * The claims of an access token for an API resource or an organization.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9068#section-2.2
 */
export type AccessTokenClaims = z.infer<typeof accessTokenClaimsSchema>;

/** @throws {AuthError} `invalid_response` when a claim is missing or of the wrong type */
export function parseIdTokenClaims(claims: unknown): IdTokenClaims {
  return parse(idTokenClaimsSchema, () => claims);
}

/** @throws {AuthError} `invalid_response` when a claim is missing or of the wrong type */
export function parseAccessTokenClaims(claims: unknown): AccessTokenClaims {
  return parse(accessTokenClaimsSchema, () => claims);
}

/**
 * Reads the claims of an access token that Logto gave us over a direct connection. To check one that
 * somebody sent, use `lib/api-auth.ts`.
 *
 * @throws {AuthError} `invalid_response` when it is no JWT, as the opaque token isn't
 */
export function decodeAccessToken(accessToken: string): AccessTokenClaims {
  return parse(accessTokenClaimsSchema, () => decodeJwt(accessToken));
}

/**
 * Reads the claims of an ID token whose signature was verified when it was received.
 *
 * @throws {AuthError} `invalid_response` when a claim is missing or of the wrong type
 */
export function decodeIdToken(idToken: string): IdTokenClaims {
  return parse(idTokenClaimsSchema, () => decodeJwt(idToken));
}

/** @throws {AuthError} `invalid_response` when a claim is missing or of the wrong type */
export function parseUserInfo(answer: unknown): UserInfo {
  return parse(userInfoSchema, () => answer);
}

function parse<T>(schema: z.ZodMiniType<T>, read: () => unknown): T {
  try {
    return schema.parse(read());
  } catch (cause) {
    throw new AuthError('invalid_response', { cause });
  }
}
