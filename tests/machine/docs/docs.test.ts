import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hasCurrentAgentRules } from 'next/dist/server/lib/generate-agent-files';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { ConfigError, parseConfig } from '@/lib/config';
import { environmentSchema } from '@/lib/environment-schema';
import { mutations } from '@/tests/machine/mutations/mutations';
import { codeBlocks, documents, type CodeBlock } from '@/tests/machine/support/documents';
import { changed, recipeChanges, recipesAreNew } from '@/tests/machine/support/recipes';
import { appFiles } from '@/tests/support/app-files';

const read = (path: string) => readFileSync(path, 'utf8');
const blocks = codeBlocks();
const inLanguage = (...languages: string[]) =>
  blocks.filter(({ language }) => languages.includes(language));
const place = ({ document, line }: { document: string; line: number }) => `${document}:${line}`;

/** Returns whether a block is a whole file, which may not exist yet. */
const isWhole = ({ file }: CodeBlock) => /^(app|tests)\//.test(file ?? '');

/** Documents that install packages: `tests/machine/adoption/recipe-app.ts` installs these, and compiles the code. */
const withPackages = inLanguage('sh')
  .filter(
    ({ code, document }) => document.startsWith('docs/recipes') && /^npm install /m.test(code),
  )
  .map(({ document }) => document);
const isCompiledHere = ({ document }: CodeBlock) => !withPackages.includes(document);

/** Returns the names of the variables that have a problem. */
function problemsOf(env: Record<string, string>): string[] {
  try {
    parseConfig({ NODE_ENV: 'production', ...env });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((line) => line.split(' ')[0] ?? '');
    throw error;
  }
}

/** Returns TypeScript's errors in these sources, as part of the project. Their files needn't exist. */
function typeErrors(sources: Map<string, string>): string[] {
  const { config } = ts.readConfigFile('tsconfig.json', (name) => ts.sys.readFile(name)) as {
    config: { compilerOptions: unknown };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, resolve('.'));
  const project = { ...options, incremental: false };
  const disk = ts.createCompilerHost(project);
  const host: ts.CompilerHost = {
    ...disk,
    directoryExists: (name) =>
      [...sources.keys()].some((file) => file.startsWith(`${name}/`)) ||
      ts.sys.directoryExists(name),
    fileExists: (name) => sources.has(name) || disk.fileExists(name),
    readFile: (name) => sources.get(name) ?? disk.readFile(name),
    getSourceFile(name, target, ...rest) {
      const source = sources.get(name);
      return source === undefined
        ? disk.getSourceFile(name, target, ...rest)
        : ts.createSourceFile(name, source, target);
    },
  };
  const program = ts.createProgram([...sources.keys()], project, host);
  return [...sources.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  });
}

describe('code', () => {
  test('is of a language that is tested here', () => {
    const known = [
      'ts',
      'tsx',
      'js',
      'diff',
      'sh',
      'dotenv',
      'mermaid',
      'nginx',
      'ini',
      'yaml',
      '',
    ];
    expect(blocks.filter(({ language }) => !known.includes(language)).map(place)).toEqual([]);
  });

  test('compiles with the project, as does what a page shows', { timeout: 60_000 }, () => {
    const sources = new Map(
      appFiles(/^code-sample\.tsx$/).map(({ source }, index) => [
        resolve(`app/code-sample-${index}.tsx`),
        /`(.+)`/s.exec(source)?.[1] ?? '',
      ]),
    );
    for (const block of inLanguage('ts', 'tsx').filter(isCompiledHere)) {
      const alone = `docs/${place(block).replace(/\W/g, '-')}.tsx`;
      const name = resolve(isWhole(block) ? (block.file ?? alone) : alone);
      expect(sources.has(name), name).toBe(false);
      sources.set(name, `${block.code}\nexport {};\n`);
    }
    expect(sources.size).toBeGreaterThan(10);
    expect(typeErrors(sources)).toEqual([]);
  });

  test.runIf(recipesAreNew())('that adds to a file that is there finds its place', () => {
    expect(recipeChanges().length).toBeGreaterThan(2);
    for (const block of recipeChanges())
      expect(changed(read(block.file ?? ''), block)).not.toBe(read(block.file ?? ''));
  });
});

describe('files', () => {
  const folders = ['app', 'dev', 'docs', 'lib', 'tests'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  );
  const files = [...readdirSync('.'), ...folders].map((file) => file.replaceAll('\\', '/'));
  const present = documents.filter((path) => !/^docs\/recipes|^CHANGELOG/.test(path));

  test.each(present)('that %s names are there', (document) => {
    // Without blocks of code that show files to add.
    const text = read(document).replace(/^```(?!$)\w.*?^```$/gms, '');
    const names = [
      ...text.matchAll(/(?<![\w/*<.-])([\w-]+\/)*[\w-]+(\.[\w-]+)*\.(tsx?|mjs|mts)\b/g),
    ];
    const missing = names
      .map(([name]) => name)
      .filter((name) => !files.some((file) => `/${file}`.endsWith(`/${name}`)));
    expect([...new Set(missing)]).toEqual([]);
  });
});

/** The commands of the documents, and the place where the tests run the same. */
const commands: Record<string, [file: string, words: string]> = {
  'npm ci': ['.github/workflows/test.yml', 'npm ci && npm test'],
  'npm test': ['.github/workflows/test.yml', 'npm ci && npm test'],
  'npm run dev': ['tests/machine/adoption/dev.recipe.ts', "npmRun(clone, 'dev'"],
  'npm run preview': ['tests/machine/adoption/preview.recipe.ts', "'preview', '--', '-p'"],
  'npm run setup': ['tests/machine/auth/setup.spec.ts', 'dev/setup/setup.ts'],
  'npm run doctor': ['tests/machine/auth/doctor.spec.ts', 'dev/doctor/doctor.ts'],
  'git clone': ['tests/machine/update/repositories.ts', "'clone', '--quiet'"],
  // Downloads an archive from GitHub, so the files without their history.
  'npx create-next-app': ['tests/machine/update/repositories.ts', "['archive', version]"],
  'npm run update': ['tests/machine/update/command.test.ts', "resolve('dev/update.ts')"],
  'npx tsx node_modules/.cache/template/dev/update/update.ts': [
    'tests/machine/update/command.test.ts',
    'node_modules/.cache/template',
  ],
  'git add --all': ['tests/machine/update/repositories.ts', "'add', '--all'"],
  'git commit --message': ['tests/machine/update/repositories.ts', "'commit', '--quiet'"],
  'git diff HEAD': ['tests/machine/update/command.test.ts', "'diff', from, to"],
  'git reset --hard': ['tests/machine/update/update.test.ts', "'reset', '--quiet', '--hard'"],
  'npm run build': ['tests/support/build.ts', "[next, 'build'"],
  'openssl req -x509 -newkey rsa:2048 -nodes': ['tests/machine/support/certificate.ts', "'-nodes'"],
  'HOSTNAME=127.0.0.1 PORT=3101 node --env-file=': [
    'tests/machine/adoption/standalone.recipe.ts',
    '`--env-file=',
  ],
  'mkdir -p public': ['tests/machine/adoption/standalone.recipe.ts', 'mkdir -p public|'],
  'cp -r public': ['tests/machine/adoption/standalone.recipe.ts', 'cp -r (public|'],
  'cp -r .next/static': ['tests/machine/adoption/standalone.recipe.ts', '.next\\/static)'],
  // Packages of a recipe.
  'npm install ': ['tests/machine/adoption/recipe-app.ts', '^npm install'],
  'npm run adopt': ['tests/machine/adopt.test.ts', 'dev/adopt.ts'],
  'npm run format': ['package.json', '"format": "prettier --write ."'],
  'npm run test:unit': ['package.json', '"test:unit": "vitest run"'],
  'npm start': ['tests/support/app.ts', "[next, 'start'"],
  // Run by hand, on a machine that does nothing else.
  'npx tsx --conditions=react-server tests/machine/bench/bench.ts': [
    'tests/machine/bench/README.md',
    'about twenty minutes',
  ],
  // What the image runs; the image itself needs a Docker.
  'docker build': ['tests/machine/adoption/standalone.recipe.ts', '/^COPY --from=build'],
  'docker run': ['tests/machine/adoption/standalone.recipe.ts', 'argumentsOf(/^CMD'],
};

test('AGENTS.md has the part for agents that `next dev` writes, and CLAUDE.md points there', () => {
  expect(hasCurrentAgentRules('.')).toBe(true);
  expect(read('CLAUDE.md')).toBe('@AGENTS.md\n');
});

describe('commands', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

  test('in a block are run by the tests', () => {
    const unknown = inLanguage('sh').flatMap((block) =>
      block.code
        .trim()
        .split(/\n|&&/)
        .map((line) => line.trim())
        .filter((line) => !Object.keys(commands).some((command) => line.startsWith(command)))
        .map(
          (line) =>
            `${place(block)}: name in \`commands\` of tests/machine/docs/docs.test.ts what tests: ${line}`,
        ),
    );
    expect(unknown).toEqual([]);
    for (const [file, words] of Object.values(commands)) expect(read(file)).toContain(words);
  });

  test.each(documents)('in %s are scripts that exist', (file) => {
    for (const [, name = ''] of read(file).matchAll(/npm run ([\w:]+)/g)) {
      expect(Object.keys(scripts)).toContain(name);
    }
  });
});

describe('the environment', () => {
  const variables = Object.keys(environmentSchema.shape).filter(
    (name) => !['NODE_ENV', 'VERCEL', 'VERCEL_ENV'].includes(name),
  );
  const inExample = read('.env.example').match(/(?<=^(# )?)[A-Z_\d]+(?==)/gm) ?? [];

  test('has the same variables in .env.example as in the schema', () => {
    expect(inExample.sort()).toEqual(variables.sort());
  });

  test.each(documents)('of %s has only these', (file) => {
    const named = read(file).match(/\b(LOGTO|SESSION|BASE|REDIS)_[A-Z_\d]+\b/g) ?? [];
    expect(named.filter((name) => !variables.includes(name))).toEqual([]);
  });

  test.each(inLanguage('dotenv').map((block) => [place(block), block.code]))(
    'may be what %s says',
    (_place, code) => {
      const pairs = code
        .trim()
        .split('\n')
        .map((line): [string, string] => {
          const [name = '', ...value] = line.split('=');
          return [name, value.join('=')];
        });
      expect(pairs.filter(([name]) => !variables.includes(name))).toEqual([]);
      const names = problemsOf(Object.fromEntries(pairs));
      expect(names.filter((name) => pairs.some(([ours]) => ours === name))).toEqual([]);
    },
  );

  test('of the fragment for Docker Compose is accepted, with one name and port for Logto everywhere', () => {
    const [{ code } = { code: '' }] = inLanguage('yaml');
    const valueOf = (name: string) => new RegExp(`^ +${name}: (.+)`, 'm').exec(code)?.[1] ?? '';
    const env = { LOGTO_ENDPOINT: valueOf('LOGTO_ENDPOINT'), BASE_URL: valueOf('BASE_URL') };
    const wrong = problemsOf(env).filter((name) => name in env);
    expect(wrong).toEqual([]);
    const { hostname, port, origin } = new URL(env.LOGTO_ENDPOINT);
    expect(valueOf('ENDPOINT')).toBe(origin);
    expect(valueOf('aliases')).toBe(`[${hostname}]`);
    expect(code).toContain(`'${port}:${port}'`);
  });

  const [button] = /https:\/\/vercel\.com\/new\/clone\?[^)]+/.exec(read('README.md')) ?? [];

  test.runIf(button)('that the deploy button asks for is what Vercel does not know', () => {
    const vercel = { VERCEL: '1', VERCEL_ENV: 'preview', VERCEL_URL: 'app-1-me.vercel.app' };
    const asked = new URL(button ?? '').searchParams.get('env')?.split(',');
    expect(asked).toEqual(problemsOf(vercel));
  });
});

describe('files and links', () => {
  const anchors = (document: string) =>
    [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );

  test.each(documents)('of %s lead somewhere', (document) => {
    const links = [
      ...read(document).matchAll(/\]\(([^)\s]+)\)|(?:^\[[^\]]+\]: |(?:src|srcset)=")([^\s"]+)"?/gm),
    ];
    for (const [, inline, reference] of links) {
      const link = inline ?? reference ?? '';
      if (/^https?:/.test(link)) continue;
      const [path = '', anchor] = link.split('#');
      const target = path ? join(document, '..', path) : document;
      expect(existsSync(target), link).toBe(true);
      if (anchor) expect(anchors(target), link).toContain(anchor);
    }
  });

  test.each(inLanguage('').map(({ code }) => code.match(/^\S+/gm) ?? []))(
    'on a map are there: %s, …',
    (...paths) => {
      expect(paths.length).toBeGreaterThan(2);
      expect(paths.filter((path) => !existsSync(path))).toEqual([]);
    },
  );
});

test('each check that a mutation removes is in the code exactly once', () => {
  for (const { file, what, take } of mutations)
    expect(read(file).split(take), `${file}: ${what}: “${take}”`).toHaveLength(2);
});
