import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { commit, git, newFolder, read, removeFolders, ways } from './repositories';

const tsx = pathToFileURL(resolve('node_modules/tsx/dist/esm/index.mjs')).href;

/** Runs the command as `npm run update` does. */
function run(folder: string, ...args: string[]) {
  const command = ['--import', tsx, resolve('dev/update.ts'), ...args];
  const env = { ...process.env, npm_config_offline: 'true', npm_config_audit: 'false' };
  return spawnSync(process.execPath, command, { cwd: folder, env, encoding: 'utf8' });
}

const lock = (version: string) =>
  JSON.stringify({ name: 'template', version, lockfileVersion: 3, packages: { '': {} } });

/** Makes a template with a newer version, and a project with one more package. The newer version has the code of updates. */
function make(): { template: string; project: string } {
  const template = newFolder();
  const record = JSON.stringify({ repository: template, tree: '$Format:%T$' });
  commit(template, {
    '.gitattributes': 'dev/template.json export-subst\ndev/*/** export-ignore\n',
    'dev/template.json': record,
    'package.json': JSON.stringify({ name: 'template', version: '1.0.0', type: 'module' }),
    'package-lock.json': lock('1.0.0'),
    'lib/a.ts': 'a\n',
    'CHANGELOG.md': '# Changelog\n',
  });
  const project = ways.archive(template);
  commit(project, {
    '.gitignore': 'node_modules\n',
    'package.json': JSON.stringify({ name: 'acme', dependencies: { mine: 'file:mine' } }),
    'mine/package.json': JSON.stringify({ name: 'mine', version: '1.0.0' }),
  });
  for (const path of ['dev/adopt', 'dev/update', 'dev/command.ts', 'lib'])
    cpSync(path, join(template, path), { recursive: true });
  const news = '# Changelog\n\n## 2\n\n- Something new.\n';
  commit(template, { 'package-lock.json': lock('2.0.0'), 'lib/a.ts': 'A\n', 'CHANGELOG.md': news });
  return { template, project };
}

afterAll(removeFolders, 60_000);

test('the recorded address is used, the news are shown, and the project’s packages are installed', () => {
  const { project } = make();
  const { status, stdout, stderr } = run(project);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  for (const words of [
    '- Something new.',
    'Updated:\n  CHANGELOG.md\n',
    'npm test',
    'git reset --hard',
  ])
    expect(stdout).toContain(words);
  expect(stdout).not.toContain('Install the packages');
  expect(read(project, 'lib/a.ts')).toBe('A\n');
  expect(read(project, 'dev/update/update.ts')).toBeUndefined();
  expect(read(project, 'package-lock.json')).toContain('"node_modules/mine"');
  expect(read(project, 'node_modules/mine/package.json')).toBeDefined();
  expect(read(project, 'node_modules/.cache/template/package.json')).toBeUndefined();

  commit(project);
  expect(run(project)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('up to date') as string,
  });
});

test('conflicts are listed last, with the next steps, and the exit code is 1', () => {
  const { template, project } = make();
  commit(project, { 'lib/a.ts': 'mine\n', 'README.md': 'mine\n' });
  commit(template, { 'README.md': 'theirs\n' });
  const { status, stdout, stderr } = run(project, template, '--no-install');
  expect(stderr).toBe('');
  expect(status).toBe(1);
  expect(stdout).toContain('\nConflicts:\n  lib/a.ts\n\nNext:\n');
  expect(stdout).toContain('Install the packages: npm install');
  expect(read(project, 'node_modules/mine/package.json')).toBeUndefined();

  // The command that shows what the template changed in files that were left alone.
  const [, from = '', to = ''] = /git diff (\w+) (\w+) -- "<file>"/.exec(stdout) ?? [];
  expect(git(project, 'diff', from, to, '--', 'README.md')).toContain('+theirs');
});

test('a dry run of a tag, a branch or a commit says what would be done', () => {
  const { template, project } = make();
  git(template, 'tag', '--annotate', 'v1', '--message', 'v1');
  git(template, 'switch', '--quiet', '--create', 'next');
  const hash = commit(template, { 'lib/new.ts': 'on a branch\n' });
  git(template, 'switch', '--quiet', 'main');
  for (const [to, hasNew] of [
    ['v1', false],
    ['next', true],
    [hash.slice(0, 8), true],
  ] as const) {
    const { status, stdout } = run(project, '--dry-run', '--to', to);
    expect(status).toBe(0);
    expect(stdout).toContain('  lib/a.ts\n');
    expect(stdout.includes('lib/new.ts')).toBe(hasNew);
    expect(stdout).toContain('Nothing has been changed');
    expect(git(project, 'status', '--porcelain')).toBe('');
  }
});

test('errors have a message and exit code 1, without a stack', () => {
  const { template, project } = make();
  const other = newFolder();
  commit(other, { 'package.json': '{}' });
  const [noRecord, example] = [newFolder(), newFolder()];
  cpSync('dev/template.json', join(example, 'dev/template.json'));
  for (const [folder, args, words] of [
    [noRecord, [], 'dev/template.json has no address'],
    [example, [], 'only an example'],
    [noRecord, [template], 'git init'],
    [project, [newFolder()], "can't be read:\nfatal: "],
    [project, [other], 'Another project'],
    [project, ['--to', 'v9'], 'no tag, branch or commit “v9”'],
    [project, ['--to', 'lib'], 'no tag, branch or commit “lib”'],
    [project, ['--unknown'], 'Usage: npm run update'],
    [project, ['one', 'two'], 'Usage: npm run update'],
  ] as const) {
    const { status, stdout, stderr } = run(folder, ...args);
    expect(stdout + stderr).toContain(words);
    expect(status).toBe(1);
    expect(stderr).not.toMatch(/^ +at /m);
  }
  expect(git(project, 'status', '--porcelain')).toBe('');
  expect(run(project, '--help')).toMatchObject({ status: 0 });
});
