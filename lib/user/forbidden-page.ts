import 'server-only';
import { sealData, unsealData } from 'iron-session';
import { z } from 'zod';
import { getConfig } from '../config';
import { appPaths } from '../paths';
import type { MissingRight } from './requirement';

/** Seconds for which the page can be reloaded with all its words. */
const sealSeconds = 60 * 60;

const missingRightSchema = z.object({
  role: z.exactOptional(z.string()),
  /** It may come from an address that anybody can make up, so it must look like an id. */
  organization: z.exactOptional(z.string().regex(/^[\w-]{1,128}$/)),
  permission: z.exactOptional(z.string()),
});

/**
 * The path of the page that says, with status 403, which right is missing. It is told by a seal in the
 * address, and to this user only: nobody can make up a link that has the app say something to others.
 *
 * @param sub whose page it is
 */
export async function forbiddenPagePath(missing: MissingRight, sub: string): Promise<string> {
  const password = getConfig().sessionPasswords;
  const seal = await sealData({ sub, missing }, { password, ttl: sealSeconds });
  return `${appPaths.forbidden}?${new URLSearchParams({ missing: seal }).toString()}`;
}

/** Reads what {@link forbiddenPagePath} wrote for this user; nothing where it is damaged, old, or for another. */
export async function readMissingRight(
  seal: unknown,
  sub: string | undefined,
): Promise<MissingRight> {
  if (typeof seal !== 'string' || sub === undefined) return {};
  const password = getConfig().sessionPasswords;
  const schema = z.object({ sub: z.literal(sub), missing: missingRightSchema });
  const { data } = schema.safeParse(await unsealData(seal, { password, ttl: sealSeconds }));
  return data?.missing ?? {};
}
