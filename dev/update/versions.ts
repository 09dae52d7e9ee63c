import { filesOf, marks, partNames, withoutParts } from '../adopt/parts';
import { UserError } from '../command';
import type { Files, Git } from './git';
import { parseObject } from './package-json';

/** The file that records where the template is, and the tree (a hash of all files) of the version that the project has. */
export const recordPath = 'dev/template.json';

/** A folder that a project has if it has the part. */
const folders = {
  demo: 'app/(demo)/',
  organizations: 'app/(organizations)/',
  tests: 'tests/machine/',
};

/** A folder that `npm run adopt` removes with the last part. */
const adoptFolder = 'dev/adopt/';

/**
 * Fetches the template into the project's repository, below `refs/template/`, and finds two of its versions.
 *
 * @param record the project's record
 * @param template the folder of a clone of the template
 * @returns two commits of the template: the project's version, and the one that the clone has. `tree` is the latter's.
 * @throws {UserError} if the folder isn't the template, or if the project's version isn't known there
 */
export function findVersions(git: Git, record: Record<string, unknown>, template: string) {
  const refs = ['+HEAD:refs/template/HEAD', '+refs/*:refs/template/*'];
  git.run(['fetch', '--quiet', '--no-tags', '--prune', '--', template, ...refs]);
  const to = git.run(['rev-parse', 'refs/template/HEAD']);
  // In the template's own repository, the file contains a variable, which git replaces in archives.
  const { tree } = parseObject(git.read(`${to}:${recordPath}`), recordPath);
  if (tree !== '$Format:%T$')
    throw new UserError('This is another project, or a version of the template without updates.');

  const log = git.run(['log', '--reverse', '--format=%T %H', '--glob=refs/template']);
  const commits = new Map(log.split('\n').map((line) => line.split(' ') as [string, string]));
  const own = git.run(['log', '--format=%T', 'HEAD']).split('\n');
  const from = [String(record['tree']), ...own].map((each) => commits.get(each)).find(Boolean);
  if (!from)
    throw new UserError(`It isn't known which version of the template this project has: neither the tree in ${recordPath}
nor a commit of the project is in the template's history. To choose the version that it began with:
  1. List all versions: git log --format="%T %as %s" refs/template/HEAD
  2. Write the first word of a line into ${recordPath}: { "repository": "<address>", "tree": "<first word>" }
  3. Commit this file, and run the update again.`);
  return { from, to, tree: git.run(['rev-parse', `${to}^{tree}`]) };
}

/**
 * Returns the files of a version as they are in a project that never changed one, and lacks the same parts as this one.
 *
 * @param project the project's files
 */
export function readVersion(git: Git, commit: string, project: Files): Files {
  const files = git.files(commit);
  const isMissing = (folder: string) =>
    ![...project.keys()].some((path) => path.startsWith(folder));
  const missing = partNames.filter((part) => isMissing(folders[part]));
  const archived = missing.includes('tests') ? git.archivedPaths(commit) : files;
  const paths = [...files.keys()];
  const removed = missing.flatMap((part) => (part === 'tests' ? [] : filesOf(part, paths)));
  if (isMissing(adoptFolder)) removed.push(...paths.filter((path) => path.startsWith(adoptFolder)));
  for (const path of paths) if (!archived.has(path) || removed.includes(path)) files.delete(path);

  const pattern = `(//|/[*]|#) (${missing.map((part) => marks[part]).join('|')})( [*]/}?)?$`;
  const grep = git.try(['grep', '-I', '--name-only', '-z', '-E', pattern, commit]).stdout;
  const marked = grep.split('\0').map((name) => name.slice(commit.length + 1));
  const adopted = (path: string, text: string) => withoutParts(path, text, missing);
  for (const path of [...marked, '.gitattributes']) {
    const file = files.get(path);
    const own = git.read(project.get(path)?.hash);
    // An archive that wasn't adopted still has the lines.
    if (file && adopted(path, own) === own)
      files.set(path, git.store(adopted(path, git.read(file.hash)), file.mode));
  }
  return files;
}
