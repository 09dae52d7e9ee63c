import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { UserError } from '../user-error';
import { updateProject, type Update } from './project';

const usage = `Usage: npm run update [-- <git address or folder of the template>] [options]

Updates this project to the newest version of the template. Your own files stay as they are.

  --to <tag or commit>   update to this version
  --dry-run              show what would change
  --no-install           don't run npm install`;

const options = {
  to: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  'no-install': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** `npm run update`: replaces the template's files by those of another version. */
function main(): void {
  const { values: flags, positionals } = parseArgs({ options, allowPositionals: true });
  const [address, ...others] = positionals;
  if (flags.help || others.length > 0) {
    console.log(usage);
    process.exitCode = flags.help ? 0 : 1;
    return;
  }
  const { to, 'dry-run': dryRun, 'no-install': noInstall } = flags;
  const update = updateProject(process.cwd(), { address, to, dryRun });
  if (!update) {
    console.log('The project is up to date: it has this version of the template.');
    return;
  }
  console.log(describe(update).join('\n'));
  if (dryRun) {
    console.log('\nNothing has been changed: this was a dry run.');
    return;
  }

  const needsInstall = update.needsInstall && (noInstall || !install());
  const hasConflicts = update.paths.conflicts.length > 0;
  if (hasConflicts) process.exitCode = 1;
  const steps = [
    ...(hasConflicts
      ? ['Edit the files with conflicts, between <<<<<<< and >>>>>>>. Then: git add --all']
      : []),
    ...(needsInstall ? ['Install the packages: npm install'] : []),
    'Look at the changes: git diff HEAD',
    'Test: npm test',
    'Commit: git add --all && git commit --message "Update the template"',
  ];
  console.log(['', 'Next:', ...steps.map((step, index) => `  ${index + 1}. ${step}`)].join('\n'));
  console.log('\nTo undo the update: git reset --hard');
}

function describe({ diffCommand, news, paths, left }: Update): string[] {
  const lists: [title: string, lines: string[]][] = [
    ['Updated', paths.updated],
    ['Added', paths.added],
    ['Deleted', paths.deleted],
    ['New in the changelog', news],
    ['Changed by you and by the template, and merged', paths.merged],
    [`Left as you have it, although the template changed it (to see how: ${diffCommand})`, left],
    ['Conflicts', paths.conflicts],
  ];
  return lists.flatMap(([title, lines]) =>
    lines.length > 0
      ? [`\n${title}:`, ...lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`)]
      : [],
  );
}

/** Runs `npm install`, and returns whether it succeeded. */
function install(): boolean {
  // Without this file, the project uses another package manager.
  if (!existsSync('package-lock.json')) return false;
  console.log('\nnpm install');
  // On Windows, npm is a script, which only a shell can start.
  const { status } = spawnSync('npm install', { shell: true, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
  return status === 0;
}

try {
  main();
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error;
  if (!isUsage && !(error instanceof UserError)) throw error;
  console.error(isUsage ? `${error.message}\n\n${usage}` : error.message);
  process.exitCode = 1;
}
