import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesOf } from '@/dev/adopt/parts';
import { updateProject } from '@/dev/update/project';
import { commit, git, read, removeFolders, ways, type Contents } from './repositories';

/** Archives and shallow clones have no old versions. */
const hasHistory = existsSync('.git') && Number(git('.', 'rev-list', '--count', 'HEAD')) > 200;

/** The first commit whose archives are without the tests: with it came the updates. */
const firstWithUpdates = ['log', '--format=%H', '-Sexport-ignore', '--', '.gitattributes'];

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
  (name === 'the last version without updates'
    ? (['clone', 'archive', 'copy'] as const)
    : (['archive'] as const)
  ).map((way) => [way, name, find] as const),
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

/** Returns the files that a project does without: the demo, and what it began before there was any. */
const filesWithout = (project: string, paths: string[]) => [
  ...filesOf('demo', paths),
  ...(existsSync(join(project, 'dev/adopt'))
    ? []
    : paths.filter((path) => path.startsWith('dev/adopt/'))),
  ...(existsSync(join(project, 'app/(organizations)')) ? [] : filesOf('organizations', paths)),
];
const mark = (part: string) => new RegExp(`(//|/\\*|#) (${part})( \\*/\\}?)?$`, 'm');
const markedFiles = (folder: string, part: string) =>
  git(folder, 'ls-files')
    .split('\n')
    .filter((path) => mark(part).test(read(folder, path) ?? ''));

/** Takes the demo out, and makes changes as an owner does. */
function makeOnesOwn(folder: string): string[] {
  for (const path of ['app/(demo)', 'tests/demo'])
    rmSync(join(folder, path), { recursive: true, force: true });
  const text = (path: string) => {
    const lines = read(folder, path)?.split('\n') ?? [];
    return lines.filter((line) => !mark('demo').test(line)).join('\n');
  };
  const own = {
    ...Object.fromEntries(markedFiles(folder, 'demo').map((path) => [path, text(path)])),
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

  const newestFor = (project: string) =>
    existsSync(join(project, 'tests/machine')) ? template : archive;

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
    updateProject(project, { template });
    const newest = newestFor(project);

    const [files, expected] = [staged(project), staged(newest)];
    const marked = markedFiles(newest, 'demo|organizations|template');
    const asExpected = [
      'package.json',
      'package-lock.json',
      'dev/template.json',
      '.gitattributes',
      ...changed,
      ...marked,
    ];
    for (const path of asExpected) for (const each of [files, expected]) each.delete(path);
    for (const path of filesWithout(project, [...expected.keys()])) expected.delete(path);
    expect(Object.fromEntries(files)).toEqual(Object.fromEntries(expected));

    expect(markedFiles(project, 'demo')).toEqual([]);
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

  test('a project without changes', () => {
    const project = ways.archive(template, versions['the last version without updates']());
    const update = updateProject(project, { template });
    expect(update?.left).toEqual([]);
    expect(update?.paths).toMatchObject({ merged: [], conflicts: [] });
    const newest = newestFor(project);
    const [files, expected] = [staged(project), staged(newest)];
    const marked = markedFiles(newest, 'organizations|template');
    for (const path of ['dev/template.json', '.gitattributes', ...marked])
      for (const each of [files, expected]) each.delete(path);
    for (const path of filesWithout(project, [...expected.keys()]))
      if (!path.includes('demo')) expected.delete(path);
    for (const path of ['package.json', 'package-lock.json']) {
      expect(JSON.parse(read(project, path) ?? '')).toEqual(JSON.parse(read(newest, path) ?? ''));
      for (const each of [files, expected]) each.delete(path);
    }
    expect(Object.fromEntries(files)).toEqual(Object.fromEntries(expected));
  });

  test('an adopted project', () => {
    const newer = ways.clone(template);
    const project = ways.clone(newer);
    const npm = join(project, '..', 'npm.mjs');
    writeFileSync(npm, '');
    execFileSync(
      process.execPath,
      [resolve('node_modules/tsx/dist/cli.mjs'), 'dev/adopt.ts', '--name', 'Acme', '--yes'],
      { cwd: project, env: { ...process.env, npm_execpath: npm } },
    );
    commit(project);

    const changed = ['app/page.tsx', 'lib/auth.ts', 'playwright.config.ts'];
    const comment = (path: string) => [path, `// New.\n${read(newer, path) ?? ''}`];
    commit(newer, {
      ...(Object.fromEntries(changed.map(comment)) as Contents),
      '.gitattributes': `${read(newer, '.gitattributes') ?? ''}/tests/new export-ignore\n`,
      ...{ 'tests/machine/new.ts': '', 'lib/new.test.ts': '', 'app/(demo)/new.ts': '' },
      ...{ 'tests/new/a.ts': '', LICENSE: 'New.\n', 'lib/new.ts': '' },
    });
    const update = updateProject(project, { template: newer });
    expect(update?.paths).toEqual({
      updated: ['app/page.tsx', 'dev/template.json', 'lib/auth.ts', 'playwright.config.ts'],
      added: ['lib/new.ts'],
      ...{ deleted: [], merged: [], conflicts: [] },
    });
    expect(update?.left).toEqual(['LICENSE: you deleted it']);
  });
});
