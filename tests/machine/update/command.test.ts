import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { commit, git, newFolder, read, removeFolders, ways } from './repositories';

const tsx = pathToFileURL(resolve('node_modules/tsx/dist/esm/index.mjs')).href;

/** Runs the command as `npm run update` does. */
function run(folder: string, ...args: string[]) {
  const command = ['--import', tsx, resolve('dev/update/update.ts'), ...args];
  const env = { ...process.env, npm_config_offline: 'true', npm_config_audit: 'false' };
  return spawnSync(process.execPath, command, { cwd: folder, env, encoding: 'utf8' });
}

const lock = (version: string) =>
  JSON.stringify({ name: 'template', version, lockfileVersion: 3, packages: { '': {} } });

/** Makes a template with a newer version, and a project with one more package. */
function make(): { template: string; project: string } {
  const template = newFolder();
  const record = JSON.stringify({ repository: template, tree: '$Format:%T$' });
  commit(template, {
    '.gitattributes': 'dev/template.json export-subst\n',
    'dev/template.json': record,
    'package.json': JSON.stringify({ name: 'template', version: '1.0.0' }),
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
  expect(read(project, 'package-lock.json')).toContain('"node_modules/mine"');
  expect(read(project, 'node_modules/mine/package.json')).toBeDefined();

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

test('a dry run says what would be done', () => {
  const { project } = make();
  const { status, stdout } = run(project, '--dry-run');
  expect(status).toBe(0);
  expect(stdout).toContain('  lib/a.ts\n');
  expect(stdout).toContain('Nothing has been changed');
  expect(git(project, 'status', '--porcelain')).toBe('');
});

test('errors have a message and exit code 1, without a stack', () => {
  for (const [args, words] of [
    [[], 'git init'],
    [['--unknown'], 'Usage: npm run update'],
    [['one', 'two'], 'Usage: npm run update'],
  ] as const) {
    const { status, stdout, stderr } = run(newFolder(), ...args);
    expect(status).toBe(1);
    expect(stdout + stderr).toContain(words);
    expect(stderr).not.toMatch(/^ +at /m);
  }
  expect(run(newFolder(), '--help')).toMatchObject({ status: 0 });
});
