import { spawn } from 'node:child_process';

/**
 * `npm test`: runs all checks and tests, three at a time. The output of a check appears when it has ended, that of the end-to-end
 * tests at once. The last lines say how each ended. Each is also a script of package.json.
 */
const lanes = [
  ['prettier --check .', 'eslint --max-warnings=0 .'],
  ['tsc --noEmit', 'vitest run'],
  ['playwright test'],
];

const results: string[] = [];

/** Runs a command, and notes how it ended. */
async function run(command: string, isShown: boolean): Promise<void> {
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
  for (const command of commands) await run(command, command.startsWith('playwright'));
}

await run('next typegen', false);
await Promise.all(lanes.map(runInOrder));
console.log(`\n${results.join('\n')}`);
