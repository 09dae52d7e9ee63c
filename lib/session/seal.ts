import 'server-only';
import { sealData, unsealData } from 'iron-session';
import * as z from 'zod/mini';
import { getConfig, type Config } from '../config';

/** What a seal is for. One made for one thing never opens as another. */
export type SealKind = 'session' | 'shared session' | 'pause' | 'sign-in' | 'refusal';

const contentSchema = z.object({ kind: z.string(), data: z.unknown() });

/**
 * Encrypts and authenticates what leaves this process: for cookies, addresses and Redis. The first
 * secret of `SESSION_SECRET` seals.
 *
 * @param data JSON
 * @param lifetimeSeconds after which the seal doesn't open any more; at least one
 * @see https://github.com/hapijs/iron (the format of a seal)
 */
export async function seal(
  kind: SealKind,
  data: unknown,
  lifetimeSeconds: number,
): Promise<string> {
  // iron-session seals with the highest number of those it is given, so it is given one.
  const password = toPasswords(getConfig().sessionSecrets.slice(0, 1));
  // Without a lifetime a seal would open for ever.
  return sealData({ kind, data }, { password, ttl: Math.max(1, lifetimeSeconds) });
}

/**
 * Opens a seal. Never throws, whatever the text is; every secret of `SESSION_SECRET` opens. Clocks of
 * instances may differ by a minute, so a seal opens for a minute longer than it was made for.
 *
 * @returns `undefined` for what isn't ours, intact, in time, of this kind and of the expected shape
 */
export async function unseal<T>(
  kind: SealKind,
  schema: z.ZodMiniType<T>,
  text: unknown,
): Promise<T | undefined> {
  if (typeof text !== 'string') return undefined;
  const password = toPasswords(getConfig().sessionSecrets);
  const content = contentSchema.safeParse(await unsealData(text, { password })).data;
  return content?.kind === kind ? schema.safeParse(content.data).data : undefined;
}

/** Bytes that the seal of this takes at most: what the seal adds by itself, and base64 of the rest. */
export function sealedBytes(kind: SealKind, data: unknown): number {
  const block = 16;
  const plain = Buffer.byteLength(JSON.stringify({ kind, data })) + block;
  return 240 + Math.ceil((plain * 4) / 3);
}

const toPasswords = (secrets: Config['sessionSecrets']) =>
  Object.fromEntries(secrets.map(({ id, secret }) => [id, secret]));
