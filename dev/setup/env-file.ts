import { rm, writeFile } from 'node:fs/promises';
import { UserError } from '../user-error';

/** The file with this machine's variables. Git ignores it. */
export const envFile = '.env.local';

/** Characters that would need quotation marks. No value from Logto or `npm run setup` has them. */
const special = /[\s'"`$#\\]/;

/**
 * Writes the variables to `.env.local`, readable by its owner only.
 *
 * @param force true if an existing file may be replaced
 * @throws {UserError} if a value has a special character. Also throws if the file exists and may not be replaced
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
