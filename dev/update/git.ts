import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../command';

/** The files of a commit or folder: the path of each, with its mode and the hash of its content. */
export type Files = Map<string, { mode: string; hash: string }>;

/** Git in one folder, without a shell. */
export class Git {
  constructor(readonly folder: string) {}

  /** Runs a command, which may fail. */
  try(args: readonly string[], input = '', variables: Record<string, string> = {}) {
    const env = { ...process.env, ...variables };
    const options = { cwd: this.folder, env, input, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
    const { error, status, stdout, stderr } = spawnSync('git', args, options);
    if (error) throw new UserError(`git can't be started: ${error.message}. Is it installed?`);
    return { failed: status !== 0, stdout, stderr: stderr.trim() };
  }

  /**
   * Runs a command, and returns what it wrote.
   *
   * @throws {UserError} with git's message if it fails
   */
  run(args: readonly string[], input?: string, variables?: Record<string, string>): string {
    const { failed, stdout, stderr } = this.try(args, input, variables);
    if (failed) throw new UserError(`git ${args.join(' ')} failed: ${stderr}`);
    return stdout.trim();
  }

  /** Returns the content of a file, named by its hash or as `commit:path`; an empty text if there is none. */
  read(file = ''): string {
    return this.try(['cat-file', 'blob', file]).stdout;
  }

  /** Stores the content of a file. */
  store(text: string, mode = '100644'): { mode: string; hash: string } {
    return { mode, hash: this.run(['hash-object', '-w', '--stdin'], text) };
  }

  /** Returns whether a merge of three stored files (ours, the base, theirs) has conflicts. Changes nothing. */
  conflicts(hashes: string[]): boolean {
    const folder = mkdtempSync(join(tmpdir(), 'update-'));
    const files = hashes.map((hash, index) => {
      const file = join(folder, String(index));
      writeFileSync(file, `${this.run(['cat-file', 'blob', hash])}\n`);
      return file;
    });
    const { failed } = this.try(['merge-file', '--quiet', '-p', ...files]);
    rmSync(folder, { recursive: true });
    return failed;
  }

  files(tree: string): Files {
    const listed = this.run(['ls-tree', '-r', '-z', '--full-tree', tree]);
    const entries = listed.matchAll(/(\d+) \w+ (\w+)\t([^\0]+)\0/g);
    return new Map(
      [...entries].map(([, mode = '', hash = '', path = '']) => [path, { mode, hash }]),
    );
  }

  /** Returns the paths of all files and folders in an archive of a commit, so without those marked `export-ignore`. */
  archivedPaths(commit: string): Set<string> {
    const args = ['archive', '--format=tar', '--verbose', commit];
    const { failed, stderr } = this.try(args);
    if (failed) throw new UserError(`git archive failed: ${stderr}`);
    return new Set(stderr.split('\n'));
  }

  /** Stores a commit with these files, in the given folder. */
  commit(files: Files, folder: string, message: string, parents: string[] = []): string {
    const temporary = mkdtempSync(join(tmpdir(), 'update-'));
    const index = { GIT_INDEX_FILE: join(temporary, 'index') };
    const lines = [...files].map(([path, { mode, hash }]) => `${mode} ${hash}\t${folder}${path}\0`);
    this.run(['update-index', '-z', '--index-info'], lines.join(''), index);
    const tree = this.run(['write-tree'], '', index);
    rmSync(temporary, { recursive: true });
    const committer = ['-c', 'user.name=update', '-c', 'user.email=update@localhost'];
    const options = parents.flatMap((parent) => ['-p', parent]);
    return this.run([...committer, 'commit-tree', tree, ...options, '-m', message]);
  }
}
