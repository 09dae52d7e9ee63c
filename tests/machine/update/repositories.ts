import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Contents of files by path. `undefined` deletes one. */
export type Contents = Record<string, string | Buffer | undefined>;

const root = mkdtempSync(join(tmpdir(), 'updating-'));
symlinkSync(resolve('node_modules'), join(root, 'node_modules'), 'dir');
let count = 0;

export const newFolder = () => {
  count += 1;
  const folder = join(root, String(count));
  mkdirSync(folder);
  return folder;
};

export const removeFolders = () => {
  rmSync(root, { recursive: true, force: true });
};

const people = ['AUTHOR', 'COMMITTER'].map((role) => ({
  [`GIT_${role}_NAME`]: 'A',
  [`GIT_${role}_EMAIL`]: 'a@app.test',
}));
// Settings of the machine change no result, and nothing waits for the disk.
const settings = { GIT_CONFIG_GLOBAL: join(root, 'config'), GIT_CONFIG_NOSYSTEM: '1' };
writeFileSync(
  settings.GIT_CONFIG_GLOBAL,
  '[core]\n  fsync = none\n[maintenance]\n  auto = false\n',
);
Object.assign(process.env, settings, ...people);

export const git = (folder: string, ...args: string[]) =>
  execFileSync('git', args, { cwd: folder, maxBuffer: 2 ** 28 })
    .toString()
    .trim();

/** Writes files, commits everything, and returns the commit. */
export function commit(folder: string, contents: Contents = {}): string {
  if (!existsSync(join(folder, '.git'))) git(folder, 'init', '--quiet', '--initial-branch=main');
  for (const [path, content] of Object.entries(contents)) {
    const file = join(folder, path);
    if (content === undefined) rmSync(file);
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message', 'A change');
  return git(folder, 'rev-parse', 'HEAD');
}

export const read = (folder: string, path: string) =>
  existsSync(join(folder, path)) ? readFileSync(join(folder, path), 'utf8') : undefined;

/** Ways to make a project from a commit of a template. */
export const ways = {
  clone(template: string, version = 'HEAD'): string {
    const folder = newFolder();
    git(folder, 'clone', '--quiet', '--shared', '--no-checkout', template, '.');
    git(folder, 'reset', '--quiet', '--hard', git(template, 'rev-parse', version));
    return folder;
  },
  /** As GitHub's archives, and so `create-next-app`. */
  archive(template: string, version = 'HEAD'): string {
    const folder = newFolder();
    const tar = execFileSync('git', ['archive', version], { cwd: template, maxBuffer: 2 ** 28 });
    execFileSync('tar', ['-x'], { cwd: folder, input: tar });
    commit(folder);
    return folder;
  },
  /** As GitHub's “Use this template”: the same files in one new commit. */
  copy(template: string, version = 'HEAD'): string {
    const folder = ways.clone(template, version);
    const copied = git(folder, 'commit-tree', 'HEAD^{tree}', '-m', 'Initial commit');
    git(folder, 'reset', '--quiet', '--soft', copied);
    return folder;
  },
};
