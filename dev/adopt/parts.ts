import { execFileSync } from 'node:child_process';

/** The parts of the template that a project may do without. `tests` are the tests of the template itself. */
export const partNames = ['demo', 'organizations', 'tests'] as const;
export type Part = (typeof partNames)[number];

const folders: Record<Exclude<Part, 'tests'>, RegExp> = {
  demo: /^(app\/\(demo\)|tests\/demo)\//,
  organizations:
    /^(app\/\(organizations\)|tests\/organizations)\/|^(docs\/organizations\.md|dev\/organization-template\.ts|dev\/logto\/management\/(organizations|invitations)\.ts)$/,
};

/** Returns the output of a git command in a project; `undefined` if it fails, as it does outside a repository. */
export function git(args: string[], input?: string): string | undefined {
  try {
    return execFileSync('git', args, {
      encoding: 'utf8',
      input,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
}

/** Returns those of the files that `.gitattributes` leaves out of archives: the tests and documents of the template itself. */
function templateFiles(files: string[]): string[] {
  const answer = git(['check-attr', '-z', '--stdin', 'export-ignore'], files.join('\0')) ?? '';
  const [...fields] = answer.split('\0');
  return files.filter((_file, index) => fields[index * 3 + 2] === 'set');
}

/** Returns the files of a part. */
export function filesOf(part: Part, files: string[]): string[] {
  if (part === 'tests') return templateFiles(files);
  return files.filter((file) => folders[part].test(file));
}

/** The only word of the comment at the end of a line that exists for a part. */
export const marks: Record<Part, string> = {
  demo: 'demo',
  organizations: 'organizations',
  tests: 'template',
};

/** Removes the lines of a text that exist for a part only. */
export function withoutMarks(text: string, part: Part): string {
  const mark = new RegExp(`^.*(//|/\\*|\\{/\\*|#) ${marks[part]}( \\*/\\}?)?$\\r?\\n?`, 'gm');
  return text.replace(mark, '');
}

/** Returns the text of a file in a project that lacks some parts. */
export function withoutParts(file: string, text: string, removed: readonly Part[]): string {
  const rest = removed.reduce(withoutMarks, text);
  const isList = file === '.gitattributes' && removed.includes('tests');
  return isList ? rest.replace(/\n# The version[^]*$/, '') : rest;
}
