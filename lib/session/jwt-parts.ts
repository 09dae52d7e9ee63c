import * as z from 'zod/mini';

const partSchema = z.record(z.string(), z.unknown());

/** A JWT taken apart: in base64url, text can't be compressed. */
export interface JwtParts {
  header: Record<string, unknown>;
  payload: Record<string, unknown>;
  signature: string;
}

/**
 * Takes a JWT apart. Nothing is verified.
 *
 * @returns `undefined` for any other text
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-7.2
 */
export function splitJwt(token: string): JwtParts | undefined {
  const [header, payload, signature, ...more] = token.split('.');
  if (signature === undefined || more.length > 0) return undefined;
  try {
    return { header: decode(header), payload: decode(payload), signature };
  } catch {
    return undefined;
  }
}

/** Puts a JWT together again. Where its JSON was spelled in another way, the text is another one than before. */
export function joinJwt({ header, payload, signature }: JwtParts): string {
  return `${encode(header)}.${encode(payload)}.${signature}`;
}

const decode = (part = '') =>
  partSchema.parse(JSON.parse(Buffer.from(part, 'base64url').toString()));

const encode = (part: JwtParts['header']) =>
  Buffer.from(JSON.stringify(part)).toString('base64url');
