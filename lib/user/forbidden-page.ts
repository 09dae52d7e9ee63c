import 'server-only';
import * as z from 'zod/mini';
import { appPaths } from '../paths';
import { seal, unseal } from '../session/seal';
import type { MissingRight } from './requirement';

/** Seconds for which the page can be reloaded with all its words. */
const sealSeconds = 60 * 60;

const missingRightSchema = z.object({
  role: z.exactOptional(z.string()),
  /** It may come from an address that anybody can make up, so it must look like an id. */
  organization: z.exactOptional(z.string().check(z.regex(/^[\w-]{1,128}$/))),
  permission: z.exactOptional(z.string()),
});

const refusalSchema = z.object({ sub: z.string(), missing: missingRightSchema });

/**
 * The path of the page that says, with status 403, which right is missing. The right stands in the address,
 * sealed for this user: nobody can make up a link that has the app say something to others.
 *
 * @param sub whose page it is
 */
export async function forbiddenPagePath(missing: MissingRight, sub: string): Promise<string> {
  const query = { missing: await seal('refusal', { sub, missing }, sealSeconds) };
  return `${appPaths.forbidden}?${new URLSearchParams(query).toString()}`;
}

/** Reads what {@link forbiddenPagePath} wrote; `{}` where it is damaged, too old, or sealed for another user. */
export async function readMissingRight(
  text: unknown,
  sub: string | undefined,
): Promise<MissingRight> {
  const refusal = await unseal('refusal', refusalSchema, text);
  return refusal && refusal.sub === sub ? refusal.missing : {};
}
