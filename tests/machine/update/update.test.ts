import { afterAll, describe, expect, test } from 'vitest';
import { updateProject } from '@/dev/update/project';
import { commit, git, newFolder, read, removeFolders, ways, type Contents } from './repositories';

const lines = (...changed: string[]) =>
  [...changed, ...Array.from({ length: 20 }, (_, index) => `line ${index}`)].join('\n') + '\n';

const record = JSON.stringify({ repository: 'https://template.test', tree: '$Format:%T$' });
const manifest = (content: object) => JSON.stringify(content, null, 2) + '\n';

/** The first version of a template. */
const first: Contents = {
  '.gitattributes': 'dev/template.json export-subst\ntests/machine export-ignore\n',
  'dev/template.json': record,
  'package.json': manifest({ name: 'template', version: '1.0.0' }),
  'lib/a.ts': lines('a'),
  'lib/b.ts': lines('b'),
  'tests/machine/a.test.ts': 'test 1\n',
};

/** Makes a template with these files, a project of it, and a newer version of the template. */
function make(
  before: Contents,
  own: Contents,
  after: Contents,
  way: keyof typeof ways = 'archive',
) {
  const template = newFolder();
  commit(template, { ...first, ...before });
  const project = ways[way](template);
  commit(project, own);
  commit(template, after);
  return { template, project };
}

/** Makes both, and updates the project. */
function updated(...args: Parameters<typeof make>) {
  const { template, project } = make(...args);
  const update = updateProject(project, { template });
  if (!update) throw new Error('The project was up to date.');
  return { template, project, ...update };
}

afterAll(removeFolders, 60_000);

describe.each(['clone', 'archive', 'copy'] as const)('a project made by %s', (way) => {
  test('gets the new version, and the next one', () => {
    const { template, project, paths } = updated(
      {},
      { 'app/mine.ts': 'mine\n' },
      { 'lib/a.ts': lines('A'), 'lib/b.ts': undefined, 'lib/c.ts': 'c\n' },
      way,
    );
    expect(paths).toEqual({
      updated: ['dev/template.json', 'lib/a.ts'],
      added: ['lib/c.ts'],
      deleted: ['lib/b.ts'],
      merged: [],
      conflicts: [],
    });
    expect(read(project, 'lib/a.ts')).toBe(lines('A'));
    expect(read(project, 'lib/b.ts')).toBeUndefined();
    expect(read(project, 'lib/c.ts')).toBe('c\n');
    expect(read(project, 'app/mine.ts')).toBe('mine\n');
    expect(JSON.parse(read(project, 'dev/template.json') ?? '')).toEqual({
      repository: 'https://template.test',
      tree: git(template, 'rev-parse', 'HEAD^{tree}'),
    });
    // Staged, so `git reset --hard` undoes it.
    git(project, 'reset', '--quiet', '--hard');
    expect(git(project, 'status', '--porcelain')).toBe('');

    updateProject(project, { template });
    commit(project);
    expect(updateProject(project, { template })).toBeUndefined();
    commit(template, { 'lib/c.ts': 'C\n' });
    expect(updateProject(project, { template })?.paths.updated).toEqual([
      'dev/template.json',
      'lib/c.ts',
    ]);
    expect(read(project, 'lib/c.ts')).toBe('C\n');
  });

  test('that has no tests of the template itself gets none', () => {
    const { project } = updated(
      {},
      way === 'archive' ? {} : { 'tests/machine/a.test.ts': undefined },
      { 'tests/machine/a.test.ts': 'test 2\n', 'tests/machine/b.test.ts': 'test 3\n' },
      way,
    );
    expect(read(project, 'tests/machine/a.test.ts')).toBeUndefined();
    expect(read(project, 'tests/machine/b.test.ts')).toBeUndefined();
  });
});

test('a project that keeps the tests of the template gets the new ones', () => {
  const { project } = updated({}, {}, { 'tests/machine/b.test.ts': 'test 3\n' }, 'clone');
  expect(read(project, 'tests/machine/b.test.ts')).toBe('test 3\n');
});

test('tests that only the template needs from now on are deleted', () => {
  const { project, paths } = updated(
    { 'tests/auth/a.spec.ts': 'test\n' },
    {},
    { 'tests/auth/a.spec.ts': undefined, 'tests/machine/auth/a.spec.ts': 'test\n' },
  );
  expect(paths.deleted).toEqual(['tests/auth/a.spec.ts']);
  expect(read(project, 'tests/machine/auth/a.spec.ts')).toBeUndefined();
});

describe('a file of the template that the owner changed', () => {
  test('is merged', () => {
    const { project, paths } = updated(
      {},
      { 'lib/a.ts': lines('a') + 'mine\n' },
      { 'lib/a.ts': lines('A') },
    );
    expect(read(project, 'lib/a.ts')).toBe(lines('A') + 'mine\n');
    expect(paths.merged).toEqual(['lib/a.ts']);
  });

  test('gets conflict markers where both changed a line', () => {
    const { project, paths } = updated(
      {},
      { 'lib/a.ts': lines('mine') },
      { 'lib/a.ts': lines('theirs'), 'lib/b.ts': lines('B') },
    );
    expect(read(project, 'lib/a.ts')).toMatch(
      /^<<<<<<< .*\nmine\n=======\ntheirs\n>>>>>>> .*\nline 0/,
    );
    expect(paths).toMatchObject({ merged: [], conflicts: ['lib/a.ts'] });
    expect(read(project, 'lib/b.ts')).toBe(lines('B'));
  });

  test('stays if the template deleted it', () => {
    const { project, left } = updated({}, { 'lib/a.ts': lines('mine') }, { 'lib/a.ts': undefined });
    expect(read(project, 'lib/a.ts')).toBe(lines('mine'));
    expect(left).toEqual(['lib/a.ts: you changed it, the template deleted it']);
  });

  test('is never merged if it is binary', () => {
    const [before, own, after] = [1, 2, 3].map((byte) => Buffer.from([0, byte, 255, 0]));
    const { project, paths } = updated(
      { 'lib/a.bin': before },
      { 'lib/a.bin': own },
      { 'lib/a.bin': after },
    );
    expect(read(project, 'lib/a.bin')).toBe(own?.toString());
    expect(paths.conflicts).toEqual(['lib/a.bin']);
  });

  test('is no conflict if both made the same change', () => {
    const { left, paths } = updated({}, { 'lib/a.ts': 'A\n' }, { 'lib/a.ts': 'A\n' });
    expect([...left, ...paths.merged, ...paths.conflicts]).toEqual([]);
    expect(paths.updated).toEqual(['dev/template.json']);
  });
});

test('a file that the owner deleted stays deleted, and is listed if the template changed it', () => {
  const { project, left } = updated({}, { 'lib/a.ts': undefined }, { 'lib/a.ts': lines('A') });
  expect(read(project, 'lib/a.ts')).toBeUndefined();
  expect(left).toEqual(['lib/a.ts: you deleted it']);
});

test('a folder that the owner deleted stays away, also new files in it', () => {
  const { project, left } = updated(
    { 'docs/pictures/a.svg': '1\n', 'docs/a.md': '1\n' },
    { 'docs/pictures/a.svg': undefined },
    { 'docs/pictures/a.svg': '2\n', 'docs/pictures/b.svg': '2\n', 'docs/b.md': '2\n' },
  );
  expect(git(project, 'ls-files', 'docs')).toBe('docs/a.md\ndocs/b.md');
  expect(left).toEqual([
    'docs/pictures/a.svg: you deleted its folder',
    'docs/pictures/b.svg: you deleted its folder',
  ]);
});

test('a new file of the template replaces none of the owner', () => {
  const { project, left } = updated({}, { 'lib/c.ts': 'mine\n' }, { 'lib/c.ts': 'theirs\n' });
  expect(read(project, 'lib/c.ts')).toBe('mine\n');
  expect(left).toEqual(['lib/c.ts: the template has one, too']);
});

test('an owner’s file is updated until the owner changes it', () => {
  const before = { 'app/page.tsx': lines('1'), 'app/other.tsx': '1\n', 'README.md': '1\n' };
  const { project, left } = updated(
    { ...before, 'app/api/logto/route.ts': lines('1') },
    { 'app/page.tsx': lines('1') + 'mine\n', 'app/api/logto/route.ts': lines('1') + 'mine\n' },
    {
      ...{ 'app/page.tsx': lines('2'), 'app/other.tsx': '2\n', 'README.md': '2\n' },
      ...{ 'app/new.tsx': 'new\n', 'app/api/logto/route.ts': lines('2') },
    },
  );
  expect(read(project, 'app/page.tsx')).toBe(lines('1') + 'mine\n');
  expect(left).toEqual(['app/page.tsx: you changed it']);
  expect(read(project, 'app/other.tsx')).toBe('2\n');
  expect(read(project, 'README.md')).toBe('2\n');
  expect(read(project, 'app/new.tsx')).toBe('new\n');
  expect(read(project, 'app/api/logto/route.ts')).toBe(lines('2') + 'mine\n');
});

describe('an optional part', () => {
  const before = {
    'app/(demo)/page.tsx': '1\n',
    'tests/demo/a.spec.ts': '1\n',
    'lib/nav.ts': 'one\ntwo // demo\n<a /> {/* demo */}\nthree // demos\n',
    'lib/c.ts': 'c\n',
  };
  const after = {
    'app/(demo)/page.tsx': '2\n',
    'app/(demo)/new.tsx': 'new\n',
    'tests/demo/b.spec.ts': 'new\n',
    'app/(organizations)/page.tsx': 'new\n',
    'tests/organizations/a.spec.ts': 'new\n',
    'lib/nav.ts': '1\ntwo // demo\nfour // organizations\n<a /> {/* demo */}\nthree // demos\n',
    'lib/c.ts': 'c\nd /* demo */\n',
  };

  test('stays away, with the lines that it needs, from a project without it', () => {
    const own = {
      'app/(demo)/page.tsx': undefined,
      'tests/demo/a.spec.ts': undefined,
      'lib/nav.ts': 'one\nthree // demos\n',
    };
    const { project, paths, left } = updated(before, own, after);
    expect(git(project, 'ls-files', 'app', 'tests')).toBe('');
    expect(read(project, 'lib/nav.ts')).toBe('1\nthree // demos\n');
    expect(read(project, 'lib/c.ts')).toBe('c\n');
    expect(paths).toMatchObject({ merged: [], updated: ['dev/template.json', 'lib/nav.ts'] });
    expect(left).toEqual([]);
  });

  test('is updated in a project that has it', () => {
    const { project } = updated(before, {}, after);
    expect(read(project, 'app/(demo)/page.tsx')).toBe('2\n');
    expect(read(project, 'app/(demo)/new.tsx')).toBe('new\n');
    expect(read(project, 'tests/demo/b.spec.ts')).toBe('new\n');
    expect(read(project, 'app/(organizations)/page.tsx')).toBeUndefined();
    expect(read(project, 'lib/nav.ts')).toBe(
      '1\ntwo // demo\n<a /> {/* demo */}\nthree // demos\n',
    );
  });
});

test('lines for the template’s own tests are only in a project that has these lines', () => {
  const before = {
    'playwright.config.ts': 'one\ntwo // template\n',
    'b.config.ts': 'one\ntwo // template\n',
  };
  const { project, paths } = updated(
    before,
    { 'playwright.config.ts': 'one\n' },
    { 'playwright.config.ts': '1\n2 // template\n', 'b.config.ts': '1\n2 // template\n' },
  );
  expect(read(project, 'playwright.config.ts')).toBe('1\n');
  expect(read(project, 'b.config.ts')).toBe('1\n2 // template\n');
  expect(paths.merged).toEqual([]);
});

describe('the packages', () => {
  const lock = (name: string, next: string) =>
    manifest({ name, version: '1.0.0', packages: { '': { name, dependencies: { next } } } });
  const before = {
    'package.json': manifest({
      name: 'template',
      version: '1.0.0',
      scripts: { build: 'next build', old: 'old' },
      dependencies: { jose: '1.0.0', next: '1.0.0', react: '1.0.0' },
    }),
    'package-lock.json': lock('template', '1.0.0'),
  };
  const own = {
    'package.json': manifest({
      name: 'acme',
      version: '0.0.1',
      scripts: { build: 'next build --mine', old: 'old', mine: 'mine' },
      dependencies: { jose: '1.5.0', mine: '1.0.0', next: '1.0.0' },
    }),
  };
  const after = {
    'package.json': manifest({
      name: 'template',
      version: '2.0.0',
      scripts: { build: 'next build --new', new: 'new' },
      dependencies: { ioredis: '1.0.0', jose: '2.0.0', next: '2.0.0', react: '2.0.0' },
      overrides: { a: { b: '1' } },
    }),
    'package-lock.json': lock('template', '2.0.0'),
  };

  test('are merged entry by entry', () => {
    const { project, left, needsInstall } = updated(before, own, after);
    expect(read(project, 'package.json')).toBe(
      manifest({
        name: 'acme',
        version: '0.0.1',
        scripts: { build: 'next build --mine', mine: 'mine', new: 'new' },
        dependencies: { ioredis: '1.0.0', jose: '1.5.0', mine: '1.0.0', next: '2.0.0' },
        overrides: { a: { b: '1' } },
      }),
    );
    expect(left).toEqual([
      'package.json: jose is "1.5.0"; the template has "2.0.0"',
      'package.json: build is "next build --mine"; the template has "next build --new"',
    ]);
    expect(needsInstall).toBe(true);
  });

  test('get the template’s lock file, with the project’s name', () => {
    const { project } = updated(before, own, after);
    expect(JSON.parse(read(project, 'package-lock.json') ?? '')).toEqual({
      name: 'acme',
      version: '0.0.1',
      packages: { '': { name: 'acme', version: '0.0.1', dependencies: { next: '2.0.0' } } },
    });
  });

  test('are left to another package manager', () => {
    const { project, needsInstall } = updated(
      before,
      { ...own, 'package-lock.json': undefined },
      after,
    );
    expect(read(project, 'package-lock.json')).toBeUndefined();
    expect(needsInstall).toBe(true);
  });

  test('need no installation if the template’s are the same', () => {
    expect(updated(before, own, { 'lib/c.ts': 'c\n' }).needsInstall).toBe(false);
  });
});

test('new entries of the changelog are returned', () => {
  const [old, added] = ['- Old,\n  in two lines.', '- **New**,\n  in two lines.'];
  const { news } = updated(
    { 'CHANGELOG.md': `# Changelog\n\nIntroduction.\n\n## 1\n\n${old}\n` },
    {},
    {
      'CHANGELOG.md': `# Changelog\n\nChanged.\n\n## 2\n\nImportant.\n\n${added}\n- Newer.\n\n## 1\n\n${old}\n`,
    },
  );
  expect(news).toEqual(['## 2', 'Important.', added, '- Newer.']);
});

test('line endings of Windows are no change', () => {
  const { template, project } = make({}, {}, { 'lib/a.ts': lines('A') }, 'clone');
  git(project, 'config', 'core.autocrlf', 'true');
  git(project, 'rm', '--quiet', '--cached', '-r', '.');
  git(project, 'reset', '--quiet', '--hard');
  expect(read(project, 'lib/a.ts')).toContain('\r\n');
  const update = updateProject(project, { template });
  expect(update?.paths.updated).toEqual(['dev/template.json', 'lib/a.ts']);
  expect(update?.left).toEqual([]);
  expect(git(project, 'diff', '--cached', '--stat', '--', 'lib/a.ts')).toContain('1 insertion');
});

test('a project may be a folder of a larger repository', () => {
  const { template, project } = make({}, {}, { 'lib/a.ts': lines('A'), 'lib/b.ts': undefined });
  const whole = newFolder();
  const files = git(project, 'ls-files').split('\n');
  commit(whole, {
    'lib/a.ts': 'another\n',
    ...Object.fromEntries(files.map((path) => [`apps/web/${path}`, read(project, path)])),
    'apps/web/lib/a.ts': lines('a') + 'mine\n',
  });
  const update = updateProject(`${whole}/apps/web`, { template });
  expect(update?.paths).toMatchObject({ merged: ['lib/a.ts'], deleted: ['lib/b.ts'] });
  expect(read(whole, 'apps/web/lib/a.ts')).toBe(lines('A') + 'mine\n');
  expect(read(whole, 'apps/web/lib/b.ts')).toBeUndefined();
  expect(read(whole, 'lib/a.ts')).toBe('another\n');
});

describe('the version', () => {
  test('of a dry run changes nothing', () => {
    const { template, project } = make({}, {}, { 'lib/a.ts': lines('A') });
    const update = updateProject(project, { template, dryRun: true });
    expect(update?.paths.updated).toEqual(['dev/template.json', 'lib/a.ts']);
    expect(git(project, 'status', '--porcelain')).toBe('');
  });

  test('may be named by hand in a project without a record', () => {
    const template = newFolder();
    const old = commit(template, { 'package.json': '{}', 'lib/a.ts': 'a\n' });
    commit(template, { ...first, 'lib/a.ts': 'A\n' });
    const project = newFolder();
    commit(project, { 'package.json': '{}', 'lib/a.ts': 'a\n', 'app/mine.ts': 'mine\n' });
    const options = { template };
    expect(() => updateProject(project, options)).toThrow(
      'git log --format="%T %as %s" refs/template/HEAD',
    );
    expect(
      git(project, 'log', '--format=%T %as %s', 'refs/template/HEAD').split('\n'),
    ).toHaveLength(2);
    const tree = git(template, 'rev-parse', `${old}^{tree}`);
    commit(project, { 'dev/template.json': JSON.stringify({ repository: template, tree }) });
    updateProject(project, { template });
    expect(read(project, 'lib/a.ts')).toBe('A\n');
  });
});

describe('refused, without a change, are', () => {
  test('a folder without a repository, and one without a commit', () => {
    const folder = newFolder();
    expect(() => updateProject(folder, { template: '.' })).toThrow('git commit');
    git(folder, 'init', '--quiet');
    expect(() => updateProject(folder, { template: '.' })).toThrow('git commit');
  });

  test('changes that are not committed', () => {
    const { template, project } = make({}, {}, { 'lib/a.ts': lines('A') });
    commit(template);
    git(project, 'rm', '--quiet', '--cached', 'lib/b.ts');
    expect(() => updateProject(project, { template })).toThrow('lib/b.ts');
    expect(read(project, 'lib/a.ts')).toBe(lines('a'));
  });

  test('another project', () => {
    const { template, project } = make({}, {}, { 'lib/a.ts': lines('A') });
    const other = newFolder();
    commit(other, { 'package.json': '{}' });
    for (const each of [other, ways.archive(template)])
      expect(() => updateProject(project, { template: each })).toThrow('another project');
    expect(read(project, 'lib/a.ts')).toBe(lines('a'));
  });
});
