import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../command';
import type { Files, Git } from './git';
import { parseObject } from './package-json';

/** The file that records where the template is, and the tree (a hash of all files) of the version that the project has. */
export const recordPath = 'dev/template.json';

const parts = ['demo', 'organizations'];

/**
 * Fetches the template into the project's repository, below `refs/template/`, and finds two of its versions.
 *
 * @param record the project's record
 * @param address a git address or a folder
 * @param to a tag, branch or commit; by default the newest commit.
 * @returns two commits of the template: the project's version, and the one to update to. `tree` is the latter's.
 * @throws {UserError} if the address isn't the template's, or a version isn't known there
 */
export function findVersions(
  git: Git,
  record: Record<string, unknown>,
  address = record['repository'],
  to?: string,
): { from: string; to: string; tree: string } {
  const cure = 'Name the address of the template: npm run update -- <git address or folder>';
  if (typeof address !== 'string') throw new UserError(`${recordPath} has no address. ${cure}`);
  const refs = ['HEAD:refs/template/HEAD']
    .concat(['heads', 'tags'].map((kind) => `refs/${kind}/*:refs/template/${kind}/*`))
    .map((ref) => `+${ref}`);
  const source = existsSync(address) ? resolve(address) : address;
  const options = ['--quiet', '--no-tags', '--prune'];
  const { failed, stderr } = git.try(['fetch', ...options, '--', source, ...refs]);
  if (failed) throw new UserError(`The template can't be read: ${stderr}\n${cure}`);

  const names = to
    ? [`refs/template/tags/${to}`, `refs/template/heads/${to}`]
    : ['refs/template/HEAD'];
  if (to && /^[0-9a-f]{7,}$/.test(to)) names.push(to);
  const target = names
    .map((name) => git.try(['rev-parse', '--verify', '--quiet', `${name}^{commit}`]).stdout)
    .find(Boolean);
  if (!target) throw new UserError(`${address} has no tag, branch or commit “${to ?? ''}”.`);
  // In the template's own repository, the file contains a variable, which git replaces in archives.
  const { tree } = parseObject(git.read(target, recordPath), recordPath);
  if (tree !== '$Format:%T$')
    throw new UserError(`Another project is at ${address}, or a version without updates. ${cure}`);

  const log = git.run(['log', '--reverse', '--format=%T %H', '--glob=refs/template']);
  const commits = new Map(log.split('\n').map((line) => line.split(' ') as [string, string]));
  const own = git.run(['log', '--format=%T', 'HEAD']).split('\n');
  const from = [String(record['tree']), ...own].map((each) => commits.get(each)).find(Boolean);
  if (!from)
    throw new UserError(`It isn't known which version of the template this project has: neither the tree in ${recordPath}
nor a commit of the project is in the history of ${address}. To choose the version that it began with:
  1. List all versions: git log --format="%T %as %s" refs/template/HEAD
  2. Write the first word of a line into ${recordPath}: { "repository": "<address>", "tree": "<first word>" }
  3. Commit this file, and run the update again.`);
  return { from, to: target, tree: git.run(['rev-parse', `${target}^{tree}`]) };
}

/**
 * Returns the files of a version as a project has them that never changed one: without the template's own tests and
 * without the optional parts, unless the project has these.
 *
 * @param project the project's files
 */
export function readVersion(git: Git, commit: string, project: Files): Files {
  const has = (folder: string) => [...project.keys()].some((path) => path.startsWith(folder));
  const files = git.files(commit);
  const archived = has('tests/machine/') ? files : git.archivedPaths(commit);
  const missing = parts
    .flatMap((part) => [`app/(${part})/`, `tests/${part}/`])
    .filter((folder) => !has(folder));
  for (const path of files.keys())
    if (!archived.has(path) || missing.some((folder) => path.startsWith(folder)))
      files.delete(path);

  // Without a part, a project has no lines that end with its mark: `// demo`, `/* demo */`, `{/* demo */}`.
  for (const part of parts.filter((name) => missing.includes(`app/(${name})/`))) {
    const mark = `(//|/[*]) ${part}( [*]/}?)?$`;
    const { stdout } = git.try(['grep', '-I', '--name-only', '-z', '-E', mark, commit]);
    for (const path of stdout.split('\0').map((name) => name.slice(commit.length + 1))) {
      const file = files.get(path);
      if (!file) continue;
      const lines = git.run(['cat-file', 'blob', file.hash]).split('\n');
      const kept = lines.filter((line) => !new RegExp(mark).test(line));
      files.set(path, git.store(`${kept.join('\n')}\n`, file.mode));
    }
  }
  return files;
}
