import { UserError } from '../command';
import { Git, type Files } from './git';
import { mergePackage, ownLock, parseObject, toText } from './package-json';
import { findVersions, readVersion, recordPath } from './versions';

/** The owner's files and folders: an update never changes one that the owner changed. docs/updating.md lists the same. */
export const ownersFiles = [
  'app/',
  'public/',
  'tests/app/',
  'dev/logto/seed.ts',
  'README.md',
  'LICENSE',
];

/** The template's folder in `app/`. */
export const templatesFolder = 'app/api/logto/';

const isOwners = (path: string) =>
  ownersFiles.some((name) => path.startsWith(name)) && !path.startsWith(templatesFolder);

/** A description of an update: what it does with each file, and what it leaves to the owner. */
export interface Update {
  /** A command that shows the template's changes in a file. */
  diffCommand: string;
  /** New entries of CHANGELOG.md. */
  news: string[];
  /** Paths by kind of change. */
  paths: Record<'updated' | 'added' | 'deleted' | 'merged' | 'conflicts', string[]>;
  /** Files and entries that the template changed and the project keeps, each with the reason. */
  left: string[];
  needsInstall: boolean;
}

/**
 * Updates a project to another version of the template. Git then has the changes staged, and not committed.
 *
 * @param options `template`: the folder of a clone that has the new version. `dryRun`: changes no file
 * @returns nothing if the project has this version already
 * @throws {UserError} before the first change
 */
export function updateProject(
  folder: string,
  options: { template: string; dryRun?: boolean },
): Update | undefined {
  const { git, prefix } = openRepository(folder);
  const own = git.files(`HEAD:${prefix}`);
  const read = (commit: string, path: string) => parseObject(git.read(`${commit}:${path}`), path);
  const record = read('HEAD', prefix + recordPath);
  const { from, to, tree } = findVersions(git, record, options.template);
  if (git.run(['rev-parse', `${from}^{tree}`]) === tree) return undefined;

  const before = readVersion(git, from, own);
  const after = readVersion(git, to, own);
  const [lock, manifest] = ['package-lock.json', 'package.json'] as const;
  const needsInstall = before.get(lock)?.hash !== after.get(lock)?.hash;
  const ownManifest = read('HEAD', prefix + manifest);
  const { merged, left } = mergePackage(read(from, manifest), ownManifest, read(to, manifest));
  const replace = (path: string, text: string) => {
    const entry = own.get(path);
    if (entry) before.set(path, entry);
    else before.delete(path);
    after.set(path, git.store(text));
  };
  replace(manifest, toText(merged));
  replace(recordPath, toText({ ...read(to, recordPath), ...record, tree }));
  if (needsInstall && own.has(lock)) replace(lock, toText(ownLock(read(to, lock), ownManifest)));

  const leave = (path: string, reason: string) => {
    left.push(`${path}: ${reason}`);
    before.delete(path);
    after.delete(path);
  };
  const paths: Update['paths'] = { updated: [], added: [], deleted: [], merged: [], conflicts: [] };
  const [oldPaths, ownPaths] = [[...before.keys()], [...own.keys()]];
  for (const path of [...new Set([...oldPaths, ...after.keys()])].sort()) {
    const [was, is, becomes] = [before, own, after].map((files) => files.get(path)?.hash);
    if (was === becomes || is === becomes) continue;
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const [wasThere, isThere] = [oldPaths, ownPaths].map((all) =>
      all.some((each) => each.startsWith(folder)),
    );
    if (wasThere && !isThere) leave(path, 'you deleted its folder');
    else if (is === was) paths[was ? (becomes ? 'updated' : 'deleted') : 'added'].push(path);
    else if (!is) leave(path, 'you deleted it');
    else if (!was) leave(path, 'the template has one, too');
    else if (!becomes) leave(path, 'you changed it, the template deleted it');
    else if (isOwners(path)) leave(path, 'you changed it');
    else paths.merged.push(path);
  }
  paths.conflicts = options.dryRun
    ? paths.merged.filter((path) =>
        git.conflicts([own, before, after].map((all) => all.get(path)?.hash ?? '')),
      )
    : apply(git, prefix, before, after);
  paths.merged = paths.merged.filter((path) => !paths.conflicts.includes(path));
  const news = newEntries(git.read(`${from}:CHANGELOG.md`), git.read(`${to}:CHANGELOG.md`));
  const [older, newer] = [from.slice(0, 10), to.slice(0, 10)];
  const diffCommand = `git diff ${older} ${newer} -- "${prefix && ':(top)'}<file>"`;
  return { diffCommand, news, paths, left, needsInstall };
}

function openRepository(folder: string): { git: Git; prefix: string } {
  const args = ['rev-parse', '--show-toplevel', '--show-prefix', 'HEAD'];
  const { failed, stdout } = new Git(folder).try(args);
  if (failed)
    throw new UserError(`This folder isn't in a git repository that has a commit. An update needs one, so that you can see and undo it:
  git init
  git add --all
  git commit --message "Before the update"`);
  const [root = '', prefix = ''] = stdout.split('\n');
  const git = new Git(root);
  const changed = git.try(['status', '--porcelain', '--untracked-files=normal']).stdout.trimEnd();
  if (changed) throw new UserError(`Commit your changes first, or stash them:\n${changed}`);
  return { git, prefix };
}

/** Applies the difference between two versions to the project, and returns the paths of files with conflicts. */
function apply(git: Git, prefix: string, before: Files, after: Files): string[] {
  const parent = git.commit(before, prefix, 'The old version of the template');
  const commit = git.commit(after, prefix, 'The new version of the template', [parent]);
  const { failed, stderr } = git.try(['cherry-pick', '--no-commit', '-Xno-renames', commit]);
  const unmerged = git.run(['diff', '--name-only', '--diff-filter=U', '-z']);
  if (failed && !unmerged) throw new UserError(`git can't apply the update: ${stderr}`);
  return unmerged
    .split('\0')
    .filter(Boolean)
    .map((path) => path.slice(prefix.length));
}

/** Returns the paragraphs and list entries of a changelog that an older one doesn't have. */
function newEntries(older: string, newer: string): string[] {
  const split = (text: string) =>
    text
      .replace(/^.*?(?=^## )/ms, '')
      .split(/\n+(?=\n|- )/)
      .map((entry) => entry.trim());
  const known = new Set(split(older));
  return split(newer).filter((entry) => entry && !known.has(entry));
}
