import * as z from 'zod/mini';
import { deflate, inflate } from './compression';
import { joinJwt, splitJwt } from './jwt-parts';
import { sessionSchema, type Session } from './session';

/**
 * A session as it is sealed: small. What can be read in its tokens is compressed. What is secret (signatures,
 * opaque tokens, the refresh token) stands beside it: random text doesn't get smaller, and together with
 * text that others choose, its length would tell something about it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3749#section-6
 */
const packedSchema = z.object({ compressed: z.string(), secrets: z.array(z.string()) });

const part = z.record(z.string(), z.unknown());

/** Header and payload of a JWT, whose signature is among the secrets; `null` where the whole token is. */
const readableTokenSchema = z.nullable(z.tuple([part, part]));

const readableSchema = z.looseObject({
  idToken: readableTokenSchema,
  accessTokens: z.record(z.string(), z.looseObject({ value: readableTokenSchema })),
});

/** `undefined` for a session that is far too large. */
export function packSession(session: Session): z.infer<typeof packedSchema> | undefined {
  const { idToken, refreshToken, accessTokens, ...rest } = session;
  const secrets: string[] = [];
  const readable = (token: string) => {
    const jwt = splitJwt(token);
    const isExact = jwt !== undefined && joinJwt(jwt) === token;
    secrets.push(isExact ? jwt.signature : token);
    return isExact ? [jwt.header, jwt.payload] : null;
  };
  const compressed = deflate({
    ...rest,
    idToken: readable(idToken),
    accessTokens: Object.fromEntries(
      Object.entries(accessTokens).map(([key, { value, ...times }]) => [
        key,
        { value: readable(value), ...times },
      ]),
    ),
  });
  if (refreshToken !== undefined) secrets.push(refreshToken);
  return compressed === undefined ? undefined : { compressed, secrets };
}

/** Parses what {@link packSession} made into the session that it was made of. */
export const packedSessionSchema: z.ZodMiniType<Session> = z.pipe(
  z.transform(unpack),
  sessionSchema,
);

function unpack(packed: unknown): unknown {
  const { compressed = '', secrets = [] } = packedSchema.safeParse(packed).data ?? {};
  const readable = readableSchema.safeParse(inflate(compressed)).data;
  if (!readable) return undefined;
  const left = [...secrets];
  const token = (parts: z.infer<typeof readableTokenSchema>) => {
    const secret = left.shift();
    return parts && secret !== undefined
      ? joinJwt({ header: parts[0], payload: parts[1], signature: secret })
      : secret;
  };
  // In the order in which they were packed.
  const idToken = token(readable.idToken);
  const accessTokens = Object.fromEntries(
    Object.entries(readable.accessTokens).map(([key, { value, ...times }]) => [
      key,
      { value: token(value), ...times },
    ]),
  );
  const [refreshToken] = left;
  return {
    ...readable,
    idToken,
    accessTokens,
    ...(refreshToken !== undefined && { refreshToken }),
  };
}
