import { spawn } from 'node:child_process';

/**
 * `npm test`: runs all checks, two at a time, and then the end-to-end tests. The output of a check appears when it has ended.
 * Each is also a script of package.json.
 */

/** Runs a command, and returns whether it succeeded. */
async function run(command: string): Promise<boolean> {
  const start = performance.now();
  const output: Buffer[] = [];
  // npm has put the folder of these programs into PATH. On Windows, only a shell finds them.
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`\n> ${command} (${seconds} s)\n${Buffer.concat(output).toString().trim()}`);
  return code === 0;
}

async function inOrder(commands: string[]): Promise<boolean> {
  for (const command of commands) if (!(await run(command))) return false;
  return true;
}

const checks = [
  ['prettier --check .', 'eslint --max-warnings=0 .'],
  ['tsc --noEmit', 'vitest run'],
];

async function test(): Promise<boolean> {
  if (!(await run('next typegen'))) return false;
  const results = await Promise.all(checks.map(inOrder));
  if (results.includes(false)) return false;
  const endToEnd = spawn('playwright test', { shell: true, stdio: 'inherit' });
  return (await new Promise((resolve) => endToEnd.once('close', resolve))) === 0;
}

process.exitCode = (await test()) ? 0 : 1;
