import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Runs a command in a folder.
 *
 * @returns what it writes
 * @throws if it fails
 */
export function runIn(folder: string, command: string, env = process.env): string {
  const { status, stdout, stderr } = spawnSync('bash', ['-ec', command], {
    cwd: folder,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return stdout.trim();
  throw new Error(`${command} failed in ${folder}:\n${stdout}${stderr}`);
}

/** Returns all files that git has or would add. */
export function projectFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--deduplicate']);
  return listed.toString().split('\n').filter(existsSync);
}

/** Copies all files of the project, as they are now, and the packages as hard links. */
export function copyProject(folder: string): void {
  for (const path of projectFiles()) cpSync(path, join(folder, path));
  runIn(folder, `cp -al '${resolve('node_modules')}' .`);
  // npm writes into this file, so the copy must not share it.
  rmSync(join(folder, 'node_modules/.package-lock.json'), { force: true });
}

/** Changes a file in a folder. */
export function edit(folder: string, file: string, change: (text: string) => string): void {
  const path = join(folder, file);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}
