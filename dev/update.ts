import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand, UserError } from './command';

const usage = `Usage: npm run update [-- <git address or folder of the template>] [options]

Updates this project to the newest version of the template. What you changed in your own files stays.

  --to <tag or commit>   update to this version
  --dry-run              show what would change
  --no-install           don't run npm install`;

const options = {
  to: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'no-install': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** The place of the template's new version, from where it finds this project's packages. */
const copy = resolve('node_modules/.cache/template');

/** `npm run update`: fetches the template, and has its new version update this project, with the new version's `dev/update/`. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const { to, help, ...flags } = values;
  if (help || positionals.length > 1) {
    console.log(usage);
    return help ? 0 : 1;
  }
  const address = positionals[0] ?? recordedAddress();
  rmSync(copy, { recursive: true, force: true });
  try {
    git(`The template at ${address} can't be read:`, 'clone', '--quiet', '--', address, copy);
    const unknown = `${address} has no tag, branch or commit “${to ?? ''}”.`;
    if (to !== undefined) git(unknown, '-C', copy, 'checkout', '--quiet', to, '--');
    const program = join(copy, 'dev/update/update.ts');
    if (!existsSync(program))
      throw new UserError(
        `Another project is at ${address}, or a version without updates. ${cure}`,
      );
    const args = Object.keys(flags).map((flag) => `--${flag}`);
    const node = [...process.execArgv, program, ...args];
    return spawnSync(process.execPath, node, { stdio: 'inherit' }).status ?? 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const cure = 'Name the address of the template: npm run update -- <git address or folder>';

/** Reads the template's address from the file that `npm run adopt` and `npm run update` write. */
function recordedAddress(): string {
  const path = 'dev/template.json';
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const address = /"repository": *"([^"]+)"/.exec(text)?.[1];
  if (address === undefined) throw new UserError(`${path} has no address. ${cure}`);
  if (address.includes('//github.com/your-name/'))
    throw new UserError(`The address in ${path} is only an example. ${cure}`);
  return address;
}

/** @throws {UserError} with this problem, and git's own message, if the command fails */
function git(problem: string, ...args: string[]): void {
  const { error, status, stderr } = spawnSync('git', args, { encoding: 'utf8' });
  if (error) throw new UserError(`git can't be started: ${error.message}. Is it installed?`);
  if (status !== 0) throw new UserError(`${problem}\n${stderr.trim()}`);
}

await runCommand(main, usage);
