import { rm, writeFile } from 'node:fs/promises';
import { UserError } from '../user-error';

/** Where the app and its tools look for what belongs to this machine. Git ignores it. */
export const envFile = '.env.local';

/** What a value would have to be quoted for. Nothing that Logto or `npm run setup` makes has any of it. */
const special = /[\s'"`$#\\]/;

/**
 * Writes the variables to `.env.local`, readable by its owner only.
 *
 * @param force whether a file that is there may be replaced
 * @throws {UserError} where there is one and it may not, or a value doesn't fit
 */
export async function writeEnvFile(
  variables: Record<string, string>,
  force: boolean,
): Promise<void> {
  const lines = Object.entries(variables).map(([name, value]) => {
    if (special.test(value))
      throw new UserError(`${name} has a character that ${envFile} can't hold.`);
    return `${name}=${value}\n`;
  });
  if (force) await rm(envFile, { force: true });
  const text = ['# Written by npm run setup. See .env.example for all variables.\n', ...lines];
  await writeFile(envFile, text.join(''), { mode: 0o600, flag: 'wx' });
}
