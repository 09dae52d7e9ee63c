import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVitest, type Vitest } from 'vitest/node';
import { mutations, type Mutation } from './mutations';

/**
 * Takes the app's checks out, one at a time, in a copy of the last commit, and sees a test fail for
 * each. It takes long, so `npm test` doesn't. Arguments: words that a mutation must contain to be tried; `--unit` for those
 * with unit tests alone; `--specs` for the others; `--from=100` without the
 * first hundred; `--write` puts what it found into `result.md`.
 */

const project = process.cwd();
const environment = { ...process.env };
const copy = mkdtempSync(join(tmpdir(), 'mutations-'));
const at = (path: string) => join(copy, path);

function prepare(): void {
  execFileSync('git', ['clone', '--quiet', '.', copy]);
  execFileSync('cp', ['-al', 'node_modules', at('node_modules')]);
  process.chdir(copy);
}

const unitTestsOf = ({ tests }: Mutation) => tests.filter((path) => path.endsWith('.test.ts'));
const specsOf = ({ tests }: Mutation) => tests.filter((path) => path.endsWith('.spec.ts'));
const isUnitOnly = (mutation: Mutation) => specsOf(mutation).length === 0;

let vitest: Vitest | undefined;

/** Runs unit tests, in one Vitest for all mutations. Returns the title of one that fails, if one does. */
async function unitFailure(files: string[]): Promise<string | undefined> {
  Object.assign(process.env, { NODE_ENV: 'test' }); // as Vitest's own command does
  vitest ??= await createVitest('test', { watch: false, bail: 1, reporters: [{}] });
  const chosen = await vitest.globTestSpecifications(files.map(at));
  if (chosen.length === 0) throw new Error(`There is no ${files.join(' and no ')}`);
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(chosen);
  // Vitest also returns what it knows from earlier runs.
  const ran = testModules.filter((each) =>
    chosen.some(({ moduleId }) => moduleId === each.moduleId),
  );
  for (const each of ran) {
    const [failed] = each.children.allTests('failed');
    if (failed) return failed.fullName;
  }
  // A test that can't start proves nothing: the mutation may just be no TypeScript.
  if (unhandledErrors.length > 0 || !ran.every((each) => each.ok()))
    throw new Error(`${files.join(', ')} could not start`);
  return undefined;
}

/** End-to-end tests of Redis alone. */
const withoutBuild = [
  'tests/machine/auth/redis-connection.spec.ts',
  'tests/machine/auth/shared-store.spec.ts',
];

/** Runs end-to-end tests. Returns the title of one that fails, if one does. */
function specFailure(files: string[], only?: string): string | undefined {
  const options = ['--max-failures=1', '--reporter=line'];
  const grep = only === undefined ? [] : ['--grep', only];
  const needsBuild = !files.every((file) => withoutBuild.includes(file));
  const config = needsBuild ? [] : ['--config', 'tests/machine/mutations/without-build.config.ts'];
  const { status, stdout, stderr } = spawnSync(
    'npx',
    ['playwright', 'test', ...config, ...options, ...grep, ...files],
    { env: environment, encoding: 'utf8', timeout: 8 * 60_000, maxBuffer: 64 * 1024 * 1024 },
  );
  const output = stdout + stderr;
  if (status === 0 && !output.includes('No tests found')) return undefined;
  const title = /^ +1\) (?:\S+ › )?(.*?)[ ─]*$/m.exec(output)?.[1];
  // A build that fails, or a run that doesn't begin, proves nothing about the tests.
  if (title === undefined) throw new Error(output);
  return title;
}

async function failure(mutation: Mutation): Promise<string | undefined> {
  const [unit, specs] = [unitTestsOf(mutation), specsOf(mutation)];
  const title = unit.length > 0 ? await unitFailure(unit) : undefined;
  return title ?? (specs.length > 0 ? specFailure(specs, mutation.only) : undefined);
}

function write(file: string, source: string): void {
  writeFileSync(at(file), source);
  vitest?.invalidateFile(at(file));
}

/** The test that notices. */
async function noticedBy(mutation: Mutation): Promise<string | undefined> {
  const { file, take, put } = mutation;
  const original = readFileSync(at(file), 'utf8');
  const parts = original.split(take);
  if (parts.length !== 2) throw new Error(`Not there exactly once: ${take}`);
  write(file, parts.join(put));
  try {
    return await failure(mutation);
  } finally {
    write(file, original);
  }
}

const passing = new Set<string>();

/** A test that fails already would notice everything. */
async function assertPass(files: string[]): Promise<void> {
  const unknown = files.filter((file) => !passing.has(file));
  if (unknown.length === 0) return;
  const title = await unitFailure(unknown);
  if (title !== undefined) throw new Error(`Fails without a mutation, too: ${title}`);
  for (const file of unknown) passing.add(file);
}

const resultOf = (
  sum: string,
  lines: string[],
) => `# Each check, taken out, and the test that noticed

Written by \`run.ts --write\`. ${sum}

<!-- prettier-ignore-start -->

${lines.join('\n')}

<!-- prettier-ignore-end -->
`;

async function main(): Promise<void> {
  const options = process.argv.slice(2);
  const has = (option: string) => options.includes(option);
  const words = options.filter((word) => !word.startsWith('--'));
  const named = mutations.filter((mutation) =>
    words.every((word) => JSON.stringify(mutation).includes(word)),
  );
  // Unit tests first: they take seconds, and the others need a build for each mutation.
  const all = [
    ...(has('--specs') ? [] : named.filter(isUnitOnly)),
    ...(has('--unit') ? [] : named.filter((mutation) => !isUnitOnly(mutation))),
  ];
  const from = options.find((option) => option.startsWith('--from='))?.slice('--from='.length);
  const chosen = all.slice(Number(from ?? 0));
  prepare();
  let survivors = 0;
  const lines = ['| file | what is taken out | the test that fails |', '| --- | --- | --- |'];
  console.log(lines.join('\n'));
  for (const mutation of chosen) {
    await assertPass(unitTestsOf(mutation));
    const title = await noticedBy(mutation);
    if (title === undefined) survivors++;
    const cells = [`\`${mutation.file}\``, mutation.what, title ?? 'NONE'];
    const line = `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    lines.push(line);
    console.log(line);
  }
  await vitest?.close();
  process.chdir(project);
  rmSync(copy, { recursive: true });
  const sum = `${chosen.length - survivors} of ${chosen.length} were noticed.`;
  console.log(`\n${sum}`);
  if (has('--write')) writeFileSync('tests/machine/mutations/result.md', resultOf(sum, lines));
  process.exitCode = survivors === 0 ? 0 : 1;
}

await main();
