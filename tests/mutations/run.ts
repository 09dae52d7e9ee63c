import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mutations, type Mutation } from './mutations';

/**
 * `npm run test:mutations`: takes the app's checks out, one at a time, in a copy of the last commit, and
 * sees a test fail for each. It takes long, so `npm test` doesn't; `docs/security.md` has the result.
 * Arguments: words that a mutation must contain to be tried.
 */

const copy = mkdtempSync(join(tmpdir(), 'mutations-'));
const at = (path: string) => join(copy, path);

function prepare(): void {
  const archive = execFileSync('git', ['archive', 'HEAD'], { maxBuffer: 64 * 1024 * 1024 });
  execFileSync('tar', ['-x', '-C', copy], { input: archive });
  execFileSync('cp', ['-al', 'node_modules', at('node_modules')]);
  // What counts is what the tests say, not the compiler.
  const config = readFileSync(at('next.config.mjs'), 'utf8');
  const lenient = 'const config = { typescript: { ignoreBuildErrors: true },';
  writeFileSync(at('next.config.mjs'), config.replace('const config = {', lenient));
}

/** Whether the tests of this mutation pass as things are. */
function passes({ tests }: Mutation): boolean {
  const run = (...args: string[]) =>
    spawnSync('npx', args, { cwd: copy, stdio: 'ignore', timeout: 5 * 60_000 }).status === 0;
  const unit = tests.filter((path) => path.endsWith('.test.ts'));
  const endToEnd = tests.filter((path) => path.endsWith('.spec.ts'));
  if (unit.length > 0 && !run('vitest', 'run', '--bail=1', ...unit)) return false;
  if (endToEnd.length === 0) return true;
  // A build that fails proves nothing about the tests.
  if (!run('next', 'build')) throw new Error('The build failed.');
  return run('playwright', 'test', '--max-failures=1', '--project=app', '--no-deps', ...endToEnd);
}

/** Whether a test noticed. */
function isCaught(mutation: Mutation): boolean {
  const original = readFileSync(at(mutation.file), 'utf8');
  const parts = original.split(mutation.take);
  if (parts.length !== 2) throw new Error(`Not there exactly once: ${mutation.take}`);
  writeFileSync(at(mutation.file), parts.join(mutation.put));
  try {
    return !passes(mutation);
  } finally {
    writeFileSync(at(mutation.file), original);
  }
}

function main(): void {
  const words = process.argv.slice(2);
  const chosen = mutations.filter((mutation) =>
    words.every((word) => JSON.stringify(mutation).includes(word)),
  );
  prepare();
  const survivors = chosen.filter((mutation) => {
    const caught = isCaught(mutation);
    console.log(`${caught ? 'caught' : 'SURVIVED'}  ${mutation.file}: ${mutation.what}`);
    return !caught;
  });
  rmSync(copy, { recursive: true });
  console.log(`${chosen.length - survivors.length} of ${chosen.length} were caught.`);
  process.exitCode = survivors.length === 0 ? 0 : 1;
}

main();
