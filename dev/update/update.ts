import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { npm, runCommand } from '../command';
import { updateProject, type Update } from './project';

const options = {
  'dry-run': { type: 'boolean', default: false },
  'no-install': { type: 'boolean', default: false },
} as const;

/** This version of the template. */
const template = fileURLToPath(new URL('../..', import.meta.url));

/** Updates the project in the current folder to the version of the template that this file belongs to. `dev/update.ts` runs it. */
async function main(): Promise<number> {
  const { 'dry-run': dryRun, 'no-install': noInstall } = parseArgs({ options }).values;
  const update = updateProject(process.cwd(), { template, dryRun });
  if (!update) {
    console.log('The project is up to date: it has this version of the template.');
    return 0;
  }
  console.log(describe(update).join('\n'));
  if (dryRun) {
    console.log('\nNothing has been changed: this was a dry run.');
    return 0;
  }

  // Without this file, the project uses another package manager.
  const isNpm = existsSync('package-lock.json') && !noInstall;
  const needsInstall = update.needsInstall && !(isNpm && npm('install'));
  const hasConflicts = update.paths.conflicts.length > 0;
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
  return hasConflicts || (needsInstall && isNpm) ? 1 : 0;
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

await runCommand(main);
