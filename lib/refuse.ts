import 'server-only';
import { sealData, unsealData } from 'iron-session';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import { getConfig } from './config';

/** The page that says what is missing. */
export const forbiddenPath = '/forbidden';

/** Seconds for which the page can be reloaded with all its words. */
const lifetime = 60 * 60;

const missingSchema = z.object({
  role: z.exactOptional(z.string()),
  organization: z.exactOptional(z.string()),
});

/** What a user lacks: a role, a membership in an organization, or a role there. */
export type Missing = z.infer<typeof missingSchema>;

/**
 * Leads to the page that says, with status 403, what is missing. It is told by a seal in the address:
 * nobody can make up a link that has the app say something else.
 */
export async function refuse(missing: Missing): Promise<never> {
  const password = getConfig().sessionPasswords;
  const seal = await sealData(missing, { password, ttl: lifetime });
  redirect(`${forbiddenPath}?${new URLSearchParams({ missing: seal }).toString()}`);
}

/** Reads what {@link refuse} wrote; nothing where it is damaged or old. */
export async function readMissing(seal: unknown): Promise<Missing> {
  if (typeof seal !== 'string') return {};
  const password = getConfig().sessionPasswords;
  return missingSchema.safeParse(await unsealData(seal, { password, ttl: lifetime })).data ?? {};
}
