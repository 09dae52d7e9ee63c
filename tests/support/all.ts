import { spawn } from 'node:child_process';
import { testBuild } from './build';

/**
 * `npm test`: runs all checks and tests. The output of a check appears when it has ended, that of the end-to-end tests at once.
 * The last lines say how each ended. Each is also a script of package.json.
 */
const checks = [
  ['eslint --max-warnings=0 .'],
  ['prettier --check .', 'tsc --noEmit'],
  ['vitest run'],
];

const results: string[] = [];

/** Runs a command, and notes how it ended. */
async function run(command: string, isShown = false): Promise<void> {
  const start = performance.now();
  const output: Buffer[] = [];
  // npm has put the folder of these programs into PATH. On Windows, only a shell finds them.
  const child = spawn(command, { shell: true, stdio: isShown ? 'inherit' : 'pipe' });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  if (!isShown) console.log(`\n> ${command}\n${Buffer.concat(output).toString().trim()}\n`);
  results.push(`${code === 0 ? 'passed' : 'FAILED'}  ${command} (${seconds} s)`);
  if (code !== 0) process.exitCode = 1;
}

async function runInOrder(commands: string[]): Promise<void> {
  for (const command of commands) await run(command);
}

await run('next typegen');
const endToEnd = () => run('playwright test', true);
// Here, the build of the end-to-end tests replaces the types that TypeScript and ESLint read.
const isHere = testBuild === '.';
await Promise.all([...checks.map(runInOrder), ...(isHere ? [] : [endToEnd()])]);
if (isHere) await endToEnd();
console.log(`\n${results.join('\n')}`);
