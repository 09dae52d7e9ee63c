import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { colorsFor } from '@/dev/adopt/colors';
import { withoutMarks } from '@/dev/adopt/parts';
import { packageName, withValues } from '@/dev/adopt/texts';
import { projectFiles } from './support/copy';

const root = mkdtempSync(join(tmpdir(), 'adopt '));
const template = join(root, 'template');

/** Stands for npm, which would load packages: see `npm_execpath` in the command. It notes its arguments. */
const npm = join(root, 'npm.mjs');

const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });

// The project as it is now, as one commit.
beforeAll(() => {
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'), 'dir');
  for (const file of projectFiles()) cpSync(file, join(template, file));
  git(template, 'init', '--quiet');
  git(template, 'add', '.');
  git(template, 'commit', '--quiet', '--message', 'Template');
  writeFileSync(
    npm,
    "import fs from 'node:fs';\nfs.appendFileSync('npm.log', process.argv.slice(2).join(' ') + '\\n');\n",
  );
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

/** Makes a project: a clone, or an archive without git. */
function project(kind: 'clone' | 'archive'): string {
  const folder = mkdtempSync(join(root, 'project '));
  if (kind === 'clone') git(root, 'clone', '--quiet', template, folder);
  else {
    const archive = execFileSync('git', ['archive', 'HEAD'], {
      cwd: template,
      maxBuffer: 64 * 1024 * 1024,
    });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
  }
  return folder;
}

function adopt(folder: string, ...args: string[]) {
  const tsx = resolve('node_modules/tsx/dist/cli.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsx, 'dev/adopt.ts', ...args], {
    cwd: folder,
    env: { ...process.env, npm_execpath: npm },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

const filesIn = (folder: string) => {
  if (!existsSync(join(folder, '.git'))) {
    git(folder, 'init', '--quiet');
    git(folder, 'add', '.');
  }
  return git(folder, 'ls-files', '-co', '--exclude-standard', '--deduplicate')
    .trim()
    .split('\n')
    .filter((file) => existsSync(join(folder, file)) && file !== 'npm.log');
};

describe.each(['clone', 'archive'] as const)('a project made as a %s', (kind) => {
  test('is the owner’s after one command, and the same after two', () => {
    const folder = project(kind);
    const args = ['--name', 'Acme & Söhne’s', '--color', '#00a878', '--yes'];
    expect(adopt(folder, ...args)).toMatchObject({ status: 0 });
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    expect(read('app/site.ts')).toContain("name: 'Acme & Söhne’s'");
    expect(read('app/globals.css')).toContain('--accent: light-dark(#007956, #05aa7b);');
    expect(JSON.parse(read('package.json'))).toMatchObject({
      name: 'acme-sohnes',
      license: 'UNLICENSED',
    });
    expect(JSON.parse(read('package-lock.json'))).toMatchObject({ name: 'acme-sohnes' });
    expect(read('README.md')).toMatch(/^# Acme & Söhne’s\n/);
    const tree = git(template, 'rev-parse', 'HEAD^{tree}').trim();
    expect(JSON.parse(read('dev/template.json'))).toMatchObject({ tree });
    expect(read('npm.log')).toMatch(/^uninstall .*fast-check\nrun test:unit\n$/);

    const files = filesIn(folder);
    const code = files.filter((file) => /\.([cm]?ts|tsx|mjs)$/.test(file));
    const lines = code.flatMap((file) => read(file).split('\n').slice(1));
    expect(files.length).toBeLessThanOrEqual(maximum.files);
    expect(lines.length).toBeLessThanOrEqual(maximum.lines);
    const remains =
      /\(demo\)|\(organizations\)|tests\/machine\/|(\/\/|\/\*) (demo|organizations|template)$/m;
    const texts = files.filter((file) => /^(app|lib|tests|docs|[^/]+\.[a-z]+$)/.test(file));
    expect(
      texts.filter((file) => remains.test(read(file)) && !file.startsWith('docs/updating')),
    ).toEqual([]);

    if (kind === 'clone') git(folder, 'commit', '--quiet', '--all', '--message', 'Mine');
    rmSync(join(folder, 'npm.log'));
    expect(adopt(folder, '--force', ...args).output).toContain('Nothing to change.');
  });
});

/** The size of a project: every line is a cost for its owner. */
const maximum = { files: 195, lines: 11_700 };

test('an archive has every file that one of its files imports', () => {
  const folder = project('archive');
  const imports = (file: string) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const named = /^(?:import|export|\}) ?.*'(\.{1,2}|@)\/([^']+)'/gm;
    return [...text.matchAll(named)].map(([, start = '', path = '']) =>
      join(start === '@' ? '.' : join(dirname(file), start), path),
    );
  };
  const isThere = (path: string) =>
    ['', '.ts', '.tsx', '/index.ts'].some((end) => existsSync(join(folder, path + end)));
  const files = filesIn(folder).filter((file) => /\.(m?ts|tsx|mjs)$/.test(file));
  const missing = files.flatMap((file) =>
    imports(file)
      .filter((path) => !isThere(path))
      .map((path) => `${file}: ${path}`),
  );
  expect(missing).toEqual([]);
});

test('parts that are kept stay', () => {
  const folder = project('clone');
  expect(adopt(folder, '--name', 'Acme', '--keep', 'demo,tests', '--yes')).toMatchObject({
    status: 0,
  });
  const files = filesIn(folder);
  expect(files).toEqual(
    expect.arrayContaining([
      'tests/machine/adopt.test.ts',
      'lib/config.test.ts',
      'app/(demo)/orders/page.tsx',
    ]),
  );
  expect(readFileSync(join(folder, 'app/page.tsx'), 'utf8')).toContain('/* demo */');
});

test('a dry run changes nothing, and changes that are not committed are kept', () => {
  const folder = project('clone');
  const dry = adopt(folder, '--name', 'Acme', '--yes', '--dry-run');
  expect(dry.output).toContain('Would remove tests');
  expect(git(folder, 'status', '--porcelain')).toBe('');

  writeFileSync(join(folder, 'app/site.ts'), '// Mine.\n');
  const refused = adopt(folder, '--name', 'Acme', '--yes');
  expect(refused.status).toBe(1);
  expect(refused.output).toContain('not committed');
  expect(readFileSync(join(folder, 'app/site.ts'), 'utf8')).toBe('// Mine.\n');
});

test.each([
  [[], 'needs a name'],
  [['--name', ' '], 'needs a name'],
  [['--name', 'Acme', '--color', 'blue'], 'six hexadecimal digits'],
  [['--name', 'Acme', '--keep', 'everything'], 'These are the parts'],
  [['--nam', 'Acme'], "'--nam'"],
])('%j is refused with a message', (args, message) => {
  const { status, output } = adopt('.', '--yes', '--dry-run', ...args);
  expect(status).toBe(1);
  expect(output).toContain(message);
  expect(output).not.toMatch(/^ +at /m);
});

test.each([
  ["  { href: '/orders' }, // demo\nx\n", 'x\n'],
  ['<Tour /> {/* demo */}\nx\n', 'x\n'],
  ['- run: x # demo\r\nx\r\n', 'x\r\n'],
  ['// demo accounts\n', '// demo accounts\n'],
  ["'// demo'\n", "'// demo'\n"],
])('a line that ends with the mark is removed: %j', (text, expected) => {
  expect(withoutMarks(text, 'demo')).toBe(expected);
});

test('names are quoted, and any name makes a package name', () => {
  const source = "const site = {\n  name: 'Old',\n  tagline:\n    'Older',\n};\n";
  expect(withValues(source, { name: "$& it's \\", tagline: undefined })).toContain(
    "name: '$& it\\'s \\\\',",
  );
  expect(withValues(source, { tagline: 'New' })).toContain("tagline:\n    'New',");
  expect(['Ünï Codé!', '東京', 'A.B'].map(packageName)).toEqual(['uni-code', 'app', 'a-b']);
});

test.each(['#ffffff', '#000000', '#ffee00', '#5a3ee0', '#777777'])(
  'an accent of %s is made readable',
  (hex) => {
    const luminance = (color: string) => {
      const parts = (color.match(/[\da-f]{2}/g) ?? []).map((part) => parseInt(part, 16) / 255);
      const [r = 0, g = 0, b = 0] = parts.map((part) =>
        part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one = '', other = '') => {
      const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    const colors = colorsFor(hex);
    const [accent, on, soft] = [colors['--accent'], colors['--on-accent'], colors['--accent-soft']];
    for (const scheme of [0, 1] as const) {
      expect(contrast(accent?.[scheme], on?.[scheme])).toBeGreaterThan(4.5);
      expect(contrast(accent?.[scheme], soft?.[scheme])).toBeGreaterThan(4.5);
    }
  },
);
