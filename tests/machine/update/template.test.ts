import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { updateProject } from '@/dev/update/project';
import { commit, git, read, removeFolders, ways } from './repositories';

const hasHistory =
  existsSync('.git') && git('.', 'rev-parse', '--is-shallow-repository') === 'false';

const firstWithUpdates = ['log', '--format=%H', '--diff-filter=A', '--', 'dev/template.json'];

const versions = {
  'the version before': () => git('.', 'rev-parse', 'HEAD~1'),
  'the last version without updates': () =>
    git(
      '.',
      'rev-parse',
      `${
        git('.', ...firstWithUpdates)
          .split('\n')
          .at(-1) ?? ''
      }~1`,
    ),
  'an old version': () => git('.', 'rev-parse', 'HEAD~150'),
};

const cases = Object.entries(versions).flatMap(([name, find]) =>
  (['clone', 'archive', 'copy'] as const).map((way) => [way, name, find] as const),
);

/** Returns the hash of each file that git has staged. */
function staged(folder: string): Map<string, string> {
  const lines = git(folder, 'ls-files', '--stage', '-z').split('\0').filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [entry = '', path = ''] = line.split('\t');
      return [path, entry.split(' ')[1] ?? ''];
    }),
  );
}

const isOfDemo = (path: string) => /^(app\/\(demo\)|tests\/demo)\//.test(path);
const mark = /(\/\/|\/\*) demo( \*\/\}?)?$/;
const markedFiles = (folder: string) =>
  git(folder, 'ls-files')
    .split('\n')
    .filter((path) =>
      read(folder, path)
        ?.split('\n')
        .some((line) => mark.test(line)),
    );

/** Takes the demo out, and makes changes as an owner does. */
function makeOnesOwn(folder: string): string[] {
  for (const path of ['app/(demo)', 'tests/demo'])
    rmSync(join(folder, path), { recursive: true, force: true });
  const text = (path: string) => {
    const lines = read(folder, path)?.split('\n') ?? [];
    return lines.filter((line) => !mark.test(line)).join('\n');
  };
  const own = {
    ...Object.fromEntries(markedFiles(folder).map((path) => [path, text(path)])),
    'app/reports/page.tsx': 'export default () => null;\n',
    'app/site.ts': text('app/site.ts').replace(/name: '.*'/, "name: 'Acme'"),
    'lib/auth.ts': `${text('lib/auth.ts')}\n// Ours.\n`,
    'package.json': text('package.json').replace('"name": "logto-next-starter"', '"name": "acme"'),
    'README.md': '# Acme\n',
    LICENSE: undefined,
  };
  commit(folder, own);
  return Object.keys(own);
}

describe.runIf(hasHistory)('the template updates', () => {
  /** The whole history, and the files as they are now as the newest version. */
  let template: string;
  /** The newest version as archives contain it, and whole. */
  let archive: string;

  beforeAll(() => {
    template = ways.clone(resolve('.'));
    git('.', `--git-dir=${template}/.git`, '--work-tree=.', 'add', '--all');
    git(template, 'commit', '--quiet', '--allow-empty', '--message', 'The newest version');
    git(template, 'reset', '--quiet', '--hard');
    archive = ways.archive(template);
  }, 60_000);

  afterAll(removeFolders, 60_000);

  test.each(cases)('a project that was made by %s of %s', (way, _name, find) => {
    const project = ways[way](template, find());
    const changed = makeOnesOwn(project);
    updateProject(project, { address: template });
    const newest = existsSync(join(project, 'tests/machine')) ? template : archive;

    const [files, expected] = [staged(project), staged(newest)];
    const marked = markedFiles(newest);
    const asExpected = [
      'package.json',
      'package-lock.json',
      'dev/template.json',
      ...changed,
      ...marked,
    ];
    for (const path of asExpected) for (const each of [files, expected]) each.delete(path);
    for (const path of expected.keys()) if (isOfDemo(path)) expected.delete(path);
    expect(Object.fromEntries(files)).toEqual(Object.fromEntries(expected));

    expect(markedFiles(project)).toEqual([]);
    expect(read(project, 'README.md')).toBe('# Acme\n');
    expect(read(project, 'LICENSE')).toBeUndefined();
    expect(read(project, 'app/site.ts')).toContain("name: 'Acme'");
    expect(read(project, 'app/reports/page.tsx')).toBeDefined();
    expect(read(project, 'lib/auth.ts')).toContain('// Ours.');
    const { scripts, name } = JSON.parse(read(project, 'package.json') ?? '') as {
      scripts: object;
      name: string;
    };
    expect(name).toBe('acme');
    const theirs = JSON.parse(read(newest, 'package.json') ?? '') as { scripts: object };
    expect(scripts).toEqual(theirs.scripts);
  });

  test.each(Object.entries(versions))('a project without changes, from %s', (_name, find) => {
    const project = ways.archive(template, find());
    const update = updateProject(project, { address: template });
    expect(update?.left).toEqual([]);
    expect(update?.paths).toMatchObject({ merged: [], conflicts: [] });
    const [files, expected] = [staged(project), staged(archive)];
    for (const each of [files, expected]) each.delete('dev/template.json');
    for (const path of ['package.json', 'package-lock.json']) {
      expect(JSON.parse(read(project, path) ?? '')).toEqual(JSON.parse(read(archive, path) ?? ''));
      for (const each of [files, expected]) each.delete(path);
    }
    expect(Object.fromEntries(files)).toEqual(Object.fromEntries(expected));
  });
});
