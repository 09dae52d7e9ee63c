import 'server-only';
import { sealData, unsealData } from 'iron-session';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { getConfig } from '../config';

/** The page that says what is missing. */
export const forbiddenPath = '/forbidden';

/** Seconds for which the page can be reloaded with all its words. */
const lifetime = 60 * 60;

const missingSchema = z.object({
  role: z.exactOptional(z.string()),
  /** It may come from an address that anybody can make up, so it must look like an id. */
  organization: z.exactOptional(z.string().regex(/^[\w-]{1,128}$/)),
});

/** What a user lacks: a role, a membership in an organization, or a role there. */
export type Missing = z.infer<typeof missingSchema>;

/**
 * Leads to the page that says, with status 403, what is missing. It is told by a seal in the address,
 * and to this user only: nobody can make up a link that has the app say something to others.
 *
 * @param sub whose page it is
 */
export async function refuse(missing: Missing, sub: string): Promise<never> {
  const password = getConfig().sessionPasswords;
  const seal = await sealData({ sub, missing }, { password, ttl: lifetime });
  redirect(`${forbiddenPath}?${new URLSearchParams({ missing: seal }).toString()}`);
}

/** Reads what {@link refuse} wrote for this user; nothing where it is damaged, old, or for another. */
export async function readMissing(seal: unknown, sub: string | undefined): Promise<Missing> {
  if (typeof seal !== 'string' || sub === undefined) return {};
  const password = getConfig().sessionPasswords;
  const schema = z.object({ sub: z.literal(sub), missing: missingSchema });
  const { data } = schema.safeParse(await unsealData(seal, { password, ttl: lifetime }));
  return data?.missing ?? {};
}
