import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeBlocks } from '@/tests/machine/support/documents';
import { rename, runIn, takeDemoOut } from '@/tests/machine/support/make-it-yours';
import { applyRecipes, recipesAreNew } from '@/tests/machine/support/recipes';

const [begin = '', update = ''] = codeBlocks(['docs/updating.md'])
  .filter(({ language }) => language === 'sh')
  .map(({ code }) => code);

/** Files of the template that its next version changes. */
const changedFiles = [
  'app/api/logto/callback/route.ts',
  'dev/logto/server.ts',
  'docs/security.md',
  'lib/auth.ts',
  'middleware.ts',
  'tests/machine/auth/session.spec.ts',
  'tests/machine/simulation/world.ts',
  'tests/support/fixtures.ts',
];
const isOfDemo = (path: string) => /^(app\/\(demo\)|tests\/demo)\//.test(path);

const root = mkdtempSync(join(tmpdir(), 'updating-'));
const [template, cloned, copied] = ['template', 'cloned', 'copied'].map((name) =>
  join(root, name),
) as [string, string, string];
const env = {
  ...process.env,
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@app.test',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@app.test',
};

const run = (folder: string, command: string) => runIn(folder, command, env);

const commit = (folder: string, message: string) =>
  run(folder, `git add --all && git commit --quiet --message '${message}'`);

/** Makes the first changes of an owner: no demo, another name, new pages. */
function makeOnesOwn(folder: string): void {
  takeDemoOut(folder);
  rename(folder);
  if (recipesAreNew()) applyRecipes(folder);
  commit(folder, 'Our own');
}

function expectUpdate(folder: string): void {
  const commands = update.split('\n').filter((line) => line.startsWith('git '));
  run(folder, commands.join('\n').replace('git merge', 'git merge --no-edit'));
  for (const path of changedFiles)
    expect(readFileSync(join(folder, path), 'utf8'), path).toContain('A fix.');
  expectOwn(folder);
}

function expectOwn(folder: string): void {
  expect(run(folder, 'git status --porcelain')).toBe('');
  expect(run(folder, 'git ls-files').split('\n').filter(isOfDemo)).toEqual([]);
  expect(readFileSync(join(folder, 'app/site.ts'), 'utf8')).toContain("name: 'Acme'");
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('# Acme\n');
  if (recipesAreNew()) expect(existsSync(join(folder, 'app/reports/page.tsx'))).toBe(true);
}

describe.skipIf(!existsSync('.git'))('docs/updating.md', () => {
  let firstVersion: string;

  beforeAll(() => {
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard']);
    for (const path of files.toString().split('\n'))
      if (existsSync(path) && path !== '') cpSync(path, join(template, path));
    run(template, 'git init --quiet --initial-branch main');
    commit(template, 'The first version');
    firstVersion = run(template, 'git rev-parse HEAD');

    run(root, `git clone --quiet ${template} cloned && git clone --quiet ${template} copied`);
    run(cloned, `git remote add template ${template}`);
    run(copied, 'rm -rf .git && git init --quiet --initial-branch main');
    commit(copied, 'Made by “Use this template”');
    for (const folder of [cloned, copied]) makeOnesOwn(folder);

    for (const path of changedFiles) {
      const words = path.endsWith('.md') ? 'A fix.' : '// A fix.';
      appendFileSync(join(template, path), `\n${words}\n`);
    }
    commit(template, 'The second version');
  }, 60_000);

  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  test('merges a fix in the template’s files into a cloned project, without a conflict', () => {
    expectUpdate(cloned);
  });

  test('and into one that began with a copy, after that version was named', () => {
    const commands = begin
      .replace(/https:\S+/, template)
      .replace('<the version it began with>', firstVersion);
    const before = run(copied, 'git rev-parse HEAD^{tree}');
    run(copied, commands);
    expect(run(copied, 'git rev-parse HEAD^{tree}')).toBe(before);
    expectUpdate(copied);
  });

  test('keeps the owner’s README, and the demo away, where the template changed both', () => {
    appendFileSync(join(template, 'README.md'), 'More.\n');
    cpSync(join(template, 'app/robots.ts'), join(template, 'app/(demo)/robots.ts'));
    commit(template, 'The third version');

    run(cloned, 'git fetch --quiet template');
    expect(() => run(cloned, 'git merge template/main')).toThrow('conflict in README.md');
    expect(existsSync(join(cloned, 'app/(demo)/robots.ts'))).toBe(true);
    for (const advice of [
      'git checkout --ours <file>',
      'git add <file>',
      'rm -rf "app/(demo)" tests/demo',
    ]) {
      expect(readFileSync('docs/updating.md', 'utf8')).toContain(advice);
      run(cloned, advice.replace('<file>', 'README.md'));
    }
    commit(cloned, 'Merged');
    expectOwn(cloned);
  });
});
