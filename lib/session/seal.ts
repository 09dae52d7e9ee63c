import 'server-only';
import { sealData, unsealData } from 'iron-session';
import { LRUCache } from 'lru-cache';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { getConfig, type Config } from '../config';
import { processWide } from '../process-wide';
import { sessionSchema, type Session } from './session';

/** The purpose of the data: it can be decrypted only for the same purpose. */
export type SealKind = 'session' | 'stored session' | 'sign-in';

const contentSchema = z.object({ kind: z.string(), data: z.unknown() });

/** Encrypts and authenticates JSON that leaves this process, with the first secret of `SESSION_SECRET`. */
export async function seal(
  kind: SealKind,
  data: unknown,
  lifetimeSeconds: number,
): Promise<string> {
  // iron-session seals with the highest number of those it is given, so it is given one.
  const password = toPasswords(getConfig().sessionSecrets.slice(0, 1));
  // With a lifetime of 0 a seal would open forever.
  return sealData({ kind, data }, { password, ttl: Math.max(1, lifetimeSeconds) });
}

/**
 * Opens a seal with any secret of `SESSION_SECRET`; `undefined` if it isn't ours, was changed, has expired more than a minute
 * ago (clocks may differ), or is of another kind or shape.
 */
export async function unseal<T>(
  kind: SealKind,
  schema: z.ZodType<T>,
  text: string,
): Promise<T | undefined> {
  const password = toPasswords(getConfig().sessionSecrets);
  const content = contentSchema.safeParse(await unsealData(text, { password })).data;
  return content?.kind === kind ? schema.safeParse(content.data).data : undefined;
}

const toPasswords = (secrets: Config['sessionSecrets']) =>
  Object.fromEntries(secrets.map(({ id, secret }) => [id, secret]));

/** Limit in bytes for claims that are compressed, so that a small text can't expand to fill the memory. */
const maxClaimsBytes = 256 * 1024;

/**
 * The form of a session in its seal, version 1. Claims are compressed, secrets are not: what is compressed together with a
 * secret can reveal it by its length (RFC 3749, section 6). For another form, add a version, and keep reading this one.
 */
const encodedSchema = z.looseObject({ version: z.literal(1), claims: z.string() });

/** Returns what the seal of a session holds. */
export function encodeSession({ claims, omitted, ...session }: Session) {
  const json = Buffer.from(JSON.stringify({ claims, omitted }));
  const compressed = json.length <= maxClaimsBytes ? deflateRawSync(json, { level: 9 }) : json;
  return { version: 1, claims: compressed.toString('base64url'), ...session };
}

function decompress(text: string): object | undefined {
  try {
    const limit = { maxOutputLength: maxClaimsBytes };
    const json = inflateRawSync(Buffer.from(text, 'base64url'), limit).toString();
    return z.looseObject({}).parse(JSON.parse(json));
  } catch {
    return undefined;
  }
}

export function sealSession(session: Session, lifetimeSeconds: number, kind: SealKind = 'session') {
  return seal(kind, encodeSession(session), lifetimeSeconds);
}

/** Returns an upper limit for the length of a session's seal. */
export function sealedLength(session: Session): number {
  const json = JSON.stringify({ kind: 'session', data: encodeSession(session) });
  return 240 + Math.ceil(((Buffer.byteLength(json) + 16) * 4) / 3);
}

const opened = processWide('opened sessions', () => new LRUCache<string, Session>({ max: 1_000 }));

/**
 * Decrypts a session; `undefined` for any other text. The same text, which a browser sends with every request, is decrypted
 * once, because that takes about a millisecond. Requests share the result, so it is frozen.
 */
export async function openSession(
  text: string,
  kind: SealKind = 'session',
): Promise<Session | undefined> {
  const known = opened.get(`${kind} ${text}`);
  if (known) return known;
  const encoded = await unseal(kind, encodedSchema, text);
  if (!encoded) return undefined;
  const session = sessionSchema.safeParse({ ...encoded, ...decompress(encoded.claims) }).data;
  if (session) opened.set(`${kind} ${text}`, deepFreeze(session));
  return session;
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value) as unknown[])
    if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
