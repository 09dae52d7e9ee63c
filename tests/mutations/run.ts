import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutations, type Mutation } from './mutations';

/**
 * `npm run test:mutations`: takes the app's checks out, one at a time, in a copy of the last commit, and
 * sees a test fail for each. It takes long, so `npm test` doesn't. Arguments: words that a mutation must contain
 * to be tried; `--write` puts what it found into `result.md`.
 */

const copy = mkdtempSync(join(tmpdir(), 'mutations-'));
const at = (path: string) => join(copy, path);

function prepare(): void {
  const archive = execFileSync('git', ['archive', 'HEAD'], { maxBuffer: 64 * 1024 * 1024 });
  execFileSync('tar', ['-x', '-C', copy], { input: archive });
  execFileSync('cp', ['-al', 'node_modules', at('node_modules')]);
}

/** Runs a command in the copy. */
function run(...args: string[]): { passed: boolean; output: string } {
  const { status, stdout, stderr } = spawnSync('npx', args, {
    cwd: copy,
    encoding: 'utf8',
    timeout: 5 * 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { passed: status === 0, output: stdout + stderr };
}

/** The title of the first test that fails as things are, if one does. */
function failure({ tests }: Mutation): string | undefined {
  const unit = tests.filter((path) => path.endsWith('.test.ts'));
  const endToEnd = tests.filter((path) => path.endsWith('.spec.ts'));
  const titles: (RegExpExecArray | null)[] = [];
  if (unit.length > 0) {
    const { passed, output } = run('vitest', 'run', '--bail=1', '--no-color', ...unit);
    if (!passed) titles.push(/FAIL +\S+ > (.*)/.exec(output));
  }
  if (titles.length === 0 && endToEnd.length > 0) {
    const options = ['--max-failures=1', '--project=app', '--no-deps', '--reporter=line'];
    const { passed, output } = run('playwright', 'test', ...options, ...endToEnd);
    // A build that fails proves nothing about the tests.
    if (output.includes('The build for the tests failed')) throw new Error(output);
    if (!passed) titles.push(/^ +1\) \[app\] › (?:\S+ › )?(.*?)[ ─]*$/m.exec(output));
  }
  return titles.length === 0 ? undefined : (titles[0]?.[1] ?? 'a test that could not start');
}

/** The test that notices. */
function noticedBy(mutation: Mutation): string | undefined {
  const original = readFileSync(at(mutation.file), 'utf8');
  const parts = original.split(mutation.take);
  if (parts.length !== 2) throw new Error(`Not there exactly once: ${mutation.take}`);
  writeFileSync(at(mutation.file), parts.join(mutation.put));
  try {
    return failure(mutation);
  } finally {
    writeFileSync(at(mutation.file), original);
  }
}

const resultOf = (
  sum: string,
  lines: string[],
) => `# Each check, taken out, and the test that noticed

Written by \`npm run test:mutations -- --write\`. ${sum}

${lines.join('\n')}
`;

function main(): void {
  const words = process.argv.slice(2).filter((word) => word !== '--write');
  const chosen = mutations.filter((mutation) =>
    words.every((word) => JSON.stringify(mutation).includes(word)),
  );
  prepare();
  let survivors = 0;
  const lines = ['| file | what is taken out | the test that fails |', '| --- | --- | --- |'];
  console.log(lines.join('\n'));
  for (const mutation of chosen) {
    const title = noticedBy(mutation);
    if (title === undefined) survivors++;
    const cells = [`\`${mutation.file}\``, mutation.what, title ?? 'NONE'];
    const line = `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    lines.push(line);
    console.log(line);
  }
  rmSync(copy, { recursive: true });
  const sum = `${chosen.length - survivors} of ${chosen.length} were noticed.`;
  console.log(`\n${sum}`);
  if (process.argv.includes('--write'))
    writeFileSync('tests/mutations/result.md', resultOf(sum, lines));
  process.exitCode = survivors === 0 ? 0 : 1;
}

main();
