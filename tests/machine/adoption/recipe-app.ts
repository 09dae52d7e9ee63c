import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Build } from '../../support/app';
import { codeBlocks } from '../support/documents';
import { test as base } from '../../support/fixtures';
import { copyProject, projectFiles, runIn } from '../support/copy';
import { applyBlocks } from '../support/recipes';
import { hashOf } from '../../support/build';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

/** A folder that is the same at each run, and another one for each checkout. */
const temporary = (name: string) => join(tmpdir(), `recipes-${digest(resolve(name)).slice(0, 16)}`);

/**
 * `test` of the fixtures, for a copy of the project in which the recipes of one document were followed: its files are written,
 * its changes made, and each `npm install …` of its `sh` blocks is run. The copy is built and linted, types checked, and runs in
 * production mode with a local Logto. A file `*.recipe.ts` in this folder uses it:
 *
 *     const test = testOfRecipes('docs/recipes-data.md');
 *
 * @param options.nodeMajor the oldest version of Node that runs the recipes. On a machine with an older one, npm's package
 *   `node` has it; if that can't be installed, the tests are skipped
 * @param options.variables further variables for the app
 */
export function testOfRecipes(
  document: string,
  options: { nodeMajor?: number; variables?: Record<string, string> } = {},
) {
  const { nodeMajor = 0, variables = {} } = options;
  const node = findNode(nodeMajor);
  const test = base.extend<object, { build: Build }>({
    build: [
      async ({}, use) => {
        if (!node) throw new Error(`There is no Node ${nodeMajor}.`);
        await use({ directory: makeBuild(document, node), node, variables });
      },
      { scope: 'worker', timeout: 900_000 },
    ],
  });
  test.skip(!node, `Node ${nodeMajor} is needed, and npm can't install it here`);
  return test;
}

/** Returns the Node to run with: this one, or npm's package `node` if this one is too old. */
function findNode(major: number): string | undefined {
  if (Number.parseInt(process.versions.node) >= major) return process.execPath;
  const folder = temporary(`node-${major}`);
  const node = join(folder, 'node_modules/node/bin/node');
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    try {
      runIn(folder, `npm install --no-audit --no-fund node@${major}`);
    } catch {
      return undefined;
    }
  }
  return existsSync(node) ? node : undefined;
}

/** Makes the copy and builds it, unless it is there and made of the same files. */
function makeBuild(document: string, node: string): string {
  const folder = temporary(document);
  const stamp = join(folder, '.next/made-of');
  const blocks = codeBlocks([document]);
  const sources = projectFiles().filter((file) => !/^(tests|docs)\//.test(file));
  const madeOf = hashOf(sources) + digest(blocks.map(({ code }) => code).join('\n'));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === madeOf) return folder;

  // After a failure, Playwright starts another worker for each test; only the first one builds.
  const attempt = `${folder}-attempt`;
  const runId = String(process.ppid);
  if (existsSync(attempt) && readFileSync(attempt, 'utf8') === runId)
    throw new Error('There is no build. The first failure says why.');
  writeFileSync(attempt, runId);
  rmSync(folder, { recursive: true, force: true });
  copyProject(folder);
  const files = blocks.filter(({ file }) => file !== undefined);
  applyBlocks(folder, files);
  for (const { language, code } of blocks)
    if (language === 'sh')
      for (const [command] of code.matchAll(/^npm install .+$/gm))
        runIn(folder, `${command} --no-audit --no-fund`);
  const env = { ...process.env, NODE_ENV: 'production' as const, NODE_OPTIONS: '' };
  runIn(folder, `'${node}' node_modules/next/dist/bin/next build`, env);
  const names = new Set(files.map(({ file = '' }) => file).filter((file) => /\.tsx?$/.test(file)));
  runIn(folder, `npx eslint --max-warnings=0 ${[...names].join(' ')}`);
  writeFileSync(stamp, madeOf);
  rmSync(attempt);
  return folder;
}
